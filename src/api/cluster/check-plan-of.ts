import { checkPlan, type Plan } from '../../cluster/index.js';
import { toolVersion } from '../../version.js';
import { readConfig } from '../config.js';
import { digestConfig } from '../ingest/digest-config.js';

/** Fails with an IngestError where a plan is not of a configuration file and this version of the tool. */
export async function checkPlanOf(plan: Plan, config: string, path: string): Promise<void> {
  const digest = await digestConfig(await readConfig(config));
  checkPlan(plan, { tool: toolVersion, config: digest }, path);
}
