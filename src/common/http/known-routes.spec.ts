import { KnownRoutes } from './known-routes';

describe('KnownRoutes', () => {
  const routes = new KnownRoutes();
  routes.add({ url: '/images', method: ['GET', 'HEAD'] });
  routes.add({ url: '/images/:id', method: 'GET' });
  routes.add({ url: '/images/:id', method: 'delete' });
  routes.add({ url: '/docs/*', method: 'GET' });
  routes.add({ url: '/pack.zip', method: 'GET' });
  routes.add({ url: '*', method: 'OPTIONS' });

  it.each([
    ['/images', ['GET', 'HEAD']],
    ['/images/7', ['DELETE', 'GET']],
    ['/docs/a/b.css', ['GET']],
    ['/pack.zip', ['GET']],
    ['/packxzip', []],
    ['/images/7/more', []],
    ['/images/', []],
    ['/', []],
  ])('knows what may be done at %s', (path, methods) => {
    expect(routes.methodsAt(path)).toEqual(methods);
  });
});
