import { tableCommand } from './command.js';

/**
 * `cryoet explain CODE…`: prints the page of each code, in the order given. Fails with a UsageError for a code that no
 * rule has, with those that are spelled like it.
 */
export const ExplainCommand = tableCommand({
  path: ['explain'],
  description: 'explain a code that a report names',
  details: `
    Prints what the rule demands, why it matters and how to fix what breaks it: the text of docs/rules. CODE is one of
    \`cryoet validate\`, \`cryoet validate config\`, \`cryoet validate source\` or the report of \`cryoet ingest\`, in
    either case.
  `,
  examples: [
    ['What is wrong here?', 'cryoet explain MRC_MODE_WRONG'],
    ['Several codes', 'cryoet explain point_out_of_bounds SAMPLE_BLOCK_MISSING'],
  ],
  arguments: { codes: { name: 'CODE', arity: 'several' } },
  options: {},
  async run({ codes }, context) {
    const { explainRules } = await import('../report/validation/explain-rules.js');
    context.stdout.write(explainRules(codes));
    return 0;
  },
});
