import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { readDashboard, type Panel } from '../support/dashboard';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');
const FOLDER = join(ROOT, 'deploy/prometheus');

interface Alert {
  readonly alert: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string };
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const alerts = (parse(read('deploy/prometheus/alerts.yml')) as { groups: { rules: Alert[] }[] }).groups.flatMap(
  ({ rules }) => rules,
);

/** Runs promtool in the folder of the rules. @throws with what it says when it finds a fault */
async function promtool(...words: string[]): Promise<string> {
  const program = process.env.TEST_PROMTOOL_BIN;
  if (program === undefined) throw new Error('TEST_PROMTOOL_BIN is not set: run the tests with npm test');
  const { stdout, stderr } = await run(program, words, { cwd: FOLDER });
  return stdout + stderr;
}

describe('The alerts', () => {
  it('are rules that Prometheus takes, with its configuration', async () => {
    const said = [await promtool('check', 'rules', 'alerts.yml'), await promtool('check', 'config', 'prometheus.yml')];

    expect(said[0]).toContain(`SUCCESS: ${alerts.length} rules found`);
    expect(said[1]).toContain('SUCCESS: 1 rule files found');
  });

  const tests = readdirSync(FOLDER).filter((name) => name.endsWith('.test.yml'));
  it.each(tests)(
    'fire when they should, and not before: %s',
    async (name) => {
      const said = await promtool('test', 'rules', name);

      expect(said).toContain('SUCCESS');
    },
    // It opens a database of its own for each of some thirty tests.
    120_000,
  );

  it('are each seen to fire by a test', () => {
    const tests = read('deploy/prometheus/alerts.test.yml');

    const untested = alerts.filter(({ alert }) => !tests.includes(`alertname="${alert}"`));

    expect(untested.map(({ alert }) => alert)).toEqual([]);
  });

  it.each(alerts)('say what happened, and where it stands what to do: $alert', ({ alert, labels, annotations }) => {
    const chapters = read('docs/operations.md').split(/^### /m).slice(1);

    const chapter = chapters.find((text) => text.startsWith(`${alert}\n`)) ?? '';

    expect(['critical', 'warning']).toContain(labels.severity);
    expect(annotations.summary.length).toBeGreaterThan(10);
    expect(annotations.description.length).toBeGreaterThan(20);
    expect(annotations.runbook_url).toBe(`docs/operations.md#${alert.toLowerCase()}`);
    for (const part of ['**Means**', '**Look**', '**Do**']) expect(chapter).toContain(part);
  });

  it('have no chapter that nothing leads to', () => {
    const part =
      read('docs/operations.md')
        .split(/^## /m)
        .find((text) => text.startsWith('Alerts\n')) ?? '';

    const chapters = [...part.matchAll(/^### (.+)$/gm)].map(([, title]) => title);

    expect(chapters.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });
});

describe('The dashboard', () => {
  const { panels, uid } = readDashboard();

  it('has its panels side by side, none upon another, within 24 columns', () => {
    const taken = new Map<string, string>();
    const clashes = panels.flatMap((panel) => cellsOf(panel).flatMap((cell) => claim(taken, cell, panel.title)));

    expect(clashes).toEqual([]);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  it('has a row for each part of the service', () => {
    const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title);

    const parts = ['At a glance', 'Requests', 'Queue', 'Backends', 'Storage and cache', 'Hub', 'HTTP', 'Process'];
    expect(rows).toEqual(parts);
  });

  it('is found by Grafana, and finds Prometheus', () => {
    const folder = 'deploy/grafana/provisioning';
    const sources = parse(read(`${folder}/datasources/prometheus.yml`)) as { datasources: { type: string }[] };
    const boards = parse(read(`${folder}/dashboards/image-service.yml`)) as { providers: { type: string }[] };

    expect(sources).toMatchObject({ apiVersion: 1, datasources: [{ type: 'prometheus', isDefault: true }] });
    expect(boards).toMatchObject({ apiVersion: 1, providers: [{ type: 'file' }] });
    expect(uid).toBe('image-service');
  });
});

function cellsOf({ gridPos: { x, y, w, h } }: Panel): string[] {
  return Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`);
}

function claim(taken: Map<string, string>, cell: string, title: string): string[] {
  const other = taken.get(cell);
  taken.set(cell, title);
  return other === undefined ? [] : [`${other} and ${title} at ${cell}`];
}
