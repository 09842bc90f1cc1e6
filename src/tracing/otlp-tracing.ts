import { Logger } from '@nestjs/common';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type SpanExporter } from '@opentelemetry/sdk-trace-node';
import { randomUUID } from 'node:crypto';

const SUCCESS = 0;

/** The SDK, exporting over OTLP (HTTP, protobuf). Only `startTracing` loads this file. */
export class OtlpTracing {
  private constructor(private readonly provider: NodeTracerProvider) {}

  /**
   * Sampler, limits, queue, headers, time-outs and certificates are read by the SDK from its own variables. The queue
   * is bounded (2048 spans by default): while nobody takes them, the newest are dropped and nothing waits.
   */
  static start(role: string): OtlpTracing {
    const own = resourceFromAttributes({
      'service.name': 'image-service',
      'service.instance.id': randomUUID(),
      'image.role': role,
    });
    const provider = new NodeTracerProvider({
      resource: defaultResource()
        .merge(own)
        .merge(detectResources({ detectors: [envDetector] })),
      spanProcessors: [new BatchSpanProcessor(telling(new OTLPTraceExporter()))],
    });
    // What crosses to other processes is written by `traceparent.ts`.
    provider.register({ propagator: null });
    return new OtlpTracing(provider);
  }

  /** Hands over what is left. */
  async stop(): Promise<void> {
    await this.provider.shutdown().catch(() => undefined);
  }
}

/** The exporter, with one line in the log when its collector goes away and one when it is back. */
function telling(exporter: SpanExporter): SpanExporter {
  const log = new Logger('Tracing');
  let isAway = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const isLost = Number(result.code) !== SUCCESS;
        if (isLost && !isAway) log.warn({ msg: 'the collector takes no traces; they are lost, nothing else is' });
        if (!isLost && isAway) log.log({ msg: 'the collector takes traces again' });
        isAway = isLost;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}
