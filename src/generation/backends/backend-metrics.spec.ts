import { Counter, Gauge, Registry } from 'prom-client';
import { BackendMetrics } from './backend-metrics';
import type { Capabilities, ImageBackend } from './image-backend';
import { PoolMember } from './pool-member';

const GPU = 'gpu-1:7860';

function aBench(): { readonly metrics: BackendMetrics; readonly scraped: () => Promise<string[]> } {
  const registry = new Registry();
  const registers = [registry];
  const metrics = new BackendMetrics(
    new Counter({ name: 'requests', help: 'h', labelNames: ['backend', 'outcome'], registers }),
    new Counter({ name: 'busy', help: 'h', labelNames: ['backend'], registers }),
    new Gauge({ name: 'up', help: 'h', labelNames: ['backend'], registers }),
    new Gauge({ name: 'memory', help: 'h', labelNames: ['backend', 'state'], registers }),
  );
  const scraped = async (): Promise<string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return { metrics, scraped };
}

function aMember(memory?: Capabilities['memory']): PoolMember {
  const member = new PoolMember({ name: GPU } as ImageBackend);
  member.capabilities = { memory } as Capabilities;
  return member;
}

describe('BackendMetrics', () => {
  it('tells what a backend said of its memory: what is free, and what is used', async () => {
    const { metrics, scraped } = aBench();
    metrics.know([{ name: GPU }]);

    metrics.found(aMember({ freeBytes: 15, totalBytes: 24 }));

    expect(await scraped()).toEqual([
      `busy{backend="${GPU}"} 0`,
      `up{backend="${GPU}"} 1`,
      `memory{backend="${GPU}",state="free"} 15`,
      `memory{backend="${GPU}",state="used"} 9`,
    ]);
  });

  it('says that a backend is up again once it answers', async () => {
    const { metrics, scraped } = aBench();
    metrics.know([{ name: GPU }]);

    metrics.ended(GPU, 'unreachable', false);
    const away = await scraped();
    metrics.found(aMember());

    expect(away).toContain(`up{backend="${GPU}"} 0`);
    expect(await scraped()).toContain(`up{backend="${GPU}"} 1`);
  });

  it('does not call a backend up whose breaker keeps work away, though it answers', async () => {
    const { metrics, scraped } = aBench();
    const member = aMember();
    metrics.know([{ name: GPU }]);

    for (let failures = 0; failures < 3; failures += 1) member.breaker.failed();
    metrics.found(member);

    expect(await scraped()).toContain(`up{backend="${GPU}"} 0`);
  });

  it('knows nothing of the memory of a server that is away', async () => {
    const { metrics, scraped } = aBench();
    metrics.know([{ name: GPU }]);
    metrics.found(aMember({ freeBytes: 15, totalBytes: 24 }));

    metrics.ended(GPU, 'unreachable', false);

    expect((await scraped()).filter((line) => line.startsWith('memory'))).toEqual([]);
  });

  it('forgets every series of a backend that was removed, also when it still ends a picture', async () => {
    const { metrics, scraped } = aBench();
    metrics.know([{ name: GPU }]);
    metrics.found(aMember({ freeBytes: 15, totalBytes: 24 }));
    metrics.ended(GPU, 'ok', true);

    metrics.know([]);
    metrics.painted(GPU, 1000);
    metrics.ended(GPU, 'ok', true);
    metrics.found(aMember({ freeBytes: 15, totalBytes: 24 }));

    expect(await scraped()).toEqual([]);
  });
});
