import Type, { type TSchema } from 'typebox';

/** Bounds of a number and what it means. */
export interface NumberOptions {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly description?: string;
}

/** How the values of a metadata object are spelled: as values, or also as templates that a table fills in. */
export interface Forms {
  number(options?: NumberOptions): TSchema;
  integer(options?: NumberOptions): TSchema;
  choice(values: readonly string[], description?: string): TSchema;
}

/** Values as metadata files hold them. */
export const concrete: Forms = {
  number: (options = {}) => Type.Number({ ...options }),
  integer: (options = {}) => Type.Integer({ ...options }),
  choice: (values, description) => Type.Enum([...values], described(description)),
};

/** Values as configurations hold them, where a column of the run data map may stand in: `float {column}`. */
export const templated: Forms = {
  number: ({ description, ...bounds } = {}) =>
    Type.Union([Type.Number(bounds), floatTemplate], described(description)),
  integer: ({ description, ...bounds } = {}) =>
    Type.Union([Type.Integer(bounds), integerTemplate], described(description)),
  choice: (values, description) => Type.Union([Type.Enum([...values]), textTemplate], described(description)),
};

/** `float {column}`; `int {column}` serves where a fraction is possible but never occurs. */
export const floatTemplate = Type.String({
  title: 'text like float {column}',
  pattern: '^(float|int) *\\{[a-zA-Z0-9_-]+\\} *$',
});

export const integerTemplate = Type.String({
  title: 'text like int {column}',
  pattern: '^int *\\{[a-zA-Z0-9_-]+\\} *$',
});

export const textTemplate = Type.String({
  title: 'text like {column}',
  pattern: '^ *\\{[a-zA-Z0-9_-]+\\} *$',
});

function described(description: string | undefined): { description?: string } {
  return description === undefined ? {} : { description };
}
