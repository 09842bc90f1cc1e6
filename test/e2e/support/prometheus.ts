import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { freePort } from './service';

/** One series of an answer; the newest value. */
export interface Answered {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** A rule as Prometheus has loaded and evaluated it. */
export interface LoadedRule {
  readonly name: string;
  readonly health: 'ok' | 'err' | 'unknown';
  readonly lastError?: string;
}

/** A real Prometheus that scrapes every half second. */
export interface Prometheus {
  /** Asks an expression now. @throws Error in Prometheus' words when it does not parse */
  query(expression: string): Promise<Answered[]>;
  rules(): Promise<LoadedRule[]>;
  /** Every metric it has a series of. */
  names(): Promise<string[]>;
  stop(): Promise<void>;
}

/**
 * Starts Prometheus.
 *
 * @param targets `host:port` of what is scraped, as job `image-service`
 * @param rules file of alert rules, evaluated every half second
 */
export async function startPrometheus(targets: readonly string[], rules: string): Promise<Prometheus> {
  const program = process.env.TEST_PROMETHEUS_BIN;
  if (program === undefined) throw new Error('TEST_PROMETHEUS_BIN is not set: run the tests with npm test');
  const folder = await mkdtemp(join(tmpdir(), 'image-service-prometheus-'));
  await writeFile(join(folder, 'prometheus.yml'), configOf(targets, rules));
  const address = `127.0.0.1:${await freePort()}`;
  const flags = [`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`];
  const child = spawn(program, [...flags, `--web.listen-address=${address}`, '--log.level=error'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const get = async <T>(path: string): Promise<T> => {
    const answer = (await (await fetch(`http://${address}/api/v1/${path}`)).json()) as { data: T; error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.data;
  };
  await eventually(async () => expect((await fetch(`http://${address}/-/ready`)).status).toBe(200));
  return {
    query: async (expression) =>
      (await get<{ result: Answered[] }>(`query?query=${encodeURIComponent(expression)}`)).result,
    rules: async () =>
      (await get<{ groups: { rules: LoadedRule[] }[] }>('rules')).groups.flatMap(({ rules: all }) => all),
    names: () => get('label/__name__/values'),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** JSON is YAML. */
function configOf(targets: readonly string[], rules: string): string {
  return JSON.stringify({
    global: { scrape_interval: '500ms', evaluation_interval: '500ms', scrape_timeout: '500ms' },
    rule_files: [rules],
    scrape_configs: [{ job_name: 'image-service', static_configs: [{ targets }] }],
  });
}
