import { currentTraceparent, inSpan, isTracing, startSpan } from './spans';
import { startTracing } from './start-tracing';

const loaded = jest.fn();
jest.mock('./otlp-tracing', () => {
  loaded();
  return { OtlpTracing: { start: () => ({ stop: () => new Promise(() => undefined) }) } };
});

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };

describe('startTracing', () => {
  it.each([
    ['no endpoint is set', {}],
    ['the endpoint is empty', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    ['the SDK is disabled', { ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' }],
    ['traces are not exported', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }],
  ])('does not even load the SDK when %s', async (_case, env) => {
    await startTracing(env, 'all');

    expect(loaded).not.toHaveBeenCalled();
    expect(isTracing()).toBe(false);
  });

  it('hands nothing on while it is off', async () => {
    const inside = await inSpan('work', {}, (span) => Promise.resolve([span.traceparent, currentTraceparent()]));

    expect([...inside, startSpan('more').traceparent]).toEqual([undefined, undefined, undefined]);
  });

  it('waits three seconds for a collector that hangs at the end, and no longer', async () => {
    jest.useFakeTimers();
    const tracing = await startTracing(ENDPOINT, 'all');
    const wasOn = isTracing();

    const stopping = tracing.stop();
    await jest.advanceTimersByTimeAsync(3000);

    await expect(stopping).resolves.toBeUndefined();
    expect([loaded.mock.calls.length, wasOn, isTracing()]).toEqual([1, true, false]);
    jest.useRealTimers();
  });
});
