import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A panel of a Grafana dashboard, as far as tests look into it. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
}

/** A Grafana dashboard, as far as tests look into it. */
export interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr: string }[] };
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

/** One query of a dashboard, as Prometheus is asked. */
export interface DashboardQuery {
  /** The panel's title and which of its queries it is. */
  readonly of: string;
  readonly expression: string;
}

const FOLDER = join(__dirname, '../../deploy/grafana');

/** The dashboard that is delivered. */
export function readDashboard(): Dashboard {
  return JSON.parse(readFileSync(join(FOLDER, 'dashboards/image-service.json'), 'utf8')) as Dashboard;
}

/** What Grafana puts in the place of variables when all replicas are shown. */
const VARIABLES: Readonly<Record<string, string>> = {
  $__rate_interval: '1m',
  $__range: '10m',
  $job: 'image-service',
  $instance: '.*',
};

/** Every query of every panel. */
export function queriesOf({ panels }: Dashboard): DashboardQuery[] {
  return panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ refId, expr }) => ({ of: `${title} ${refId}`, expression: withVariables(expr) })),
  );
}

/** The expression as Grafana sends it. @throws Error for a variable that the dashboard does not have */
export function withVariables(expression: string): string {
  return expression.replace(/\$\w+/g, (name) => {
    const value = VARIABLES[name];
    if (value === undefined) throw new Error(`${name} is no variable of the dashboard`);
    return value;
  });
}
