import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchStage } from '../harness/stage';
import type { World } from '../harness/world';

/** PostgreSQL writes down how it carried out every statement of connections that are made from now on. */
export async function writePlansDown(world: World): Promise<void> {
  const [row] = await world.query<{ name: string }>('SELECT current_database() AS name');
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_buffers': 'on',
  };
  for (const [setting, value] of Object.entries(settings))
    await world.query(`ALTER DATABASE ${row?.name} SET ${setting} = '${value}'`);
}

/** The last plan that PostgreSQL wrote down for a statement, indented; a word about it when there is none. */
export async function planOf(stage: BenchStage, statement: RegExp): Promise<string> {
  const log = await readFile(join(stage.place.folder, 'postgres.log'), 'utf8');
  // What belongs to an entry is indented by a tab.
  const plans = log.split(/\n(?!\t)/).filter((entry) => entry.includes('  plan:\n') && statement.test(entry));
  return plans.at(-1)?.replace(/^.*?(duration: )/, '$1') ?? 'PostgreSQL has written no plan down';
}
