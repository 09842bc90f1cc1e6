import { tracingIs } from './spans';

/** Tracing of this process. */
export interface Tracing {
  /** Hands over what is left, for some seconds at most, and stops. */
  stop(): Promise<void>;
}

const OFF: Tracing = { stop: () => Promise.resolve() };
/** A collector that does not answer must not hold the process. */
const FLUSH_MS = 3000;

/**
 * Starts tracing when the standard variables ask for it (`OTEL_EXPORTER_OTLP_ENDPOINT` or
 * `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`; neither `OTEL_SDK_DISABLED=true` nor `OTEL_TRACES_EXPORTER=none`). Otherwise the
 * SDK is not even loaded.
 */
export async function startTracing(env: NodeJS.ProcessEnv, role: string): Promise<Tracing> {
  if (!isAskedFor(env)) return OFF;
  const { OtlpTracing } = await import('./otlp-tracing');
  const tracing = OtlpTracing.start(role);
  tracingIs(true);
  return {
    stop: async () => {
      tracingIs(false);
      await Promise.race([tracing.stop(), new Promise<void>((resolve) => setTimeout(resolve, FLUSH_MS).unref())]);
    },
  };
}

function isAskedFor(env: NodeJS.ProcessEnv): boolean {
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const isDisabled = env.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || env.OTEL_TRACES_EXPORTER === 'none';
  return Boolean(endpoint) && !isDisabled;
}
