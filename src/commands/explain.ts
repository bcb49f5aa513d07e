import { Command } from 'clipanion';
import { type Given, tableCommand } from './command.js';

const ruleCodes = { codes: { name: 'CODE', arity: 'several' } } as const;
const noOptions = {} as const;

/** `cryoet explain CODE…`. */
export class ExplainCommand extends tableCommand(ruleCodes, noOptions) {
  static override paths = [['explain']];

  static override usage = Command.Usage({
    description: 'explain a code that a report names',
    details: `
      Prints what the rule demands, why it matters and how to fix what breaks it: the text of docs/rules. CODE is one of
      \`cryoet validate\`, \`cryoet validate config\`, \`cryoet validate source\` or the report of \`cryoet ingest\`, in
      either case.
    `,
    examples: [['What is wrong here?', 'cryoet explain MRC_MODE_WRONG']],
  });

  protected async run({ codes }: Given<typeof ruleCodes, typeof noOptions>): Promise<number> {
    const { explainRules } = await import('../report/validation/explain-rules.js');
    this.context.stdout.write(explainRules(codes));
    return 0;
  }
}
