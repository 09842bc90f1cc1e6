import type { RouteOptions } from 'fastify';

interface KnownRoute {
  readonly path: RegExp;
  readonly methods: Set<string>;
}

/** The paths this process serves, so that a known path asked with another method is told which ones there are. */
export class KnownRoutes {
  private readonly routes = new Map<string, KnownRoute>();

  /** For Fastify's `onRoute` hook. Routes for every path (`*`) are nobody's. */
  readonly add = ({ url, method }: Pick<RouteOptions, 'url' | 'method'>): void => {
    if (url === '*' || url === '/*') return;
    const route = this.routes.get(url) ?? { path: patternOf(url), methods: new Set<string>() };
    for (const one of [method].flat()) route.methods.add(one.toUpperCase());
    this.routes.set(url, route);
  };

  /** Methods at a path (no query string), sorted; none when there is nothing there. */
  methodsAt(path: string): string[] {
    const found = [...this.routes.values()].filter((route) => route.path.test(path));
    return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
  }
}

/** Fastify's spelling of a route (`/images/:id`, `/docs/*`) as an expression. */
function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+';
    return part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('/')}$`);
}
