import { Injectable } from '@nestjs/common';
import { gaugesOnScrape } from '../metrics/gauges-on-scrape';
import { HealthService, type HealthReport } from './health.service';

/** Tells Prometheus what `GET /health` says of each dependency. */
@Injectable()
export class DependencyMetrics {
  constructor(health: HealthService) {
    gaugesOnScrape<HealthReport>(
      [
        {
          name: 'image_dependency_up',
          help: 'Whether this replica reaches what it depends on: 0 is down, 1 is ok or degraded',
          labelNames: ['dependency'],
          samples: ({ dependencies }) =>
            Object.entries(dependencies).map(([dependency, { status }]) => ({
              labels: { dependency },
              value: status === 'down' ? 0 : 1,
            })),
        },
      ],
      () => health.report(),
    );
  }
}
