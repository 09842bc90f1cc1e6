import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { bytesIn, numberIn } from './protobuf-reader';

/** A span as a collector gets it. */
export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentId: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly events: number;
  /** Ids of the spans it is linked to. */
  readonly links: readonly string[];
  readonly hasFailed: boolean;
  /** What its process says of itself. */
  readonly resource: Readonly<Record<string, string | number | boolean>>;
}

/** A running collector. */
export interface TraceCollector {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** All that came, as text, to be searched. */
  text(): string;
  stop(): Promise<void>;
}

/** A collector that takes OTLP over HTTP in protobuf (opentelemetry-proto 1, trace_service.proto) and forgets nothing. */
export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = [];
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
      bodies.push(body);
      if (request.url === '/v1/traces') spans.push(...spansIn(body));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    text: () => Buffer.concat(bodies).toString('latin1'),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** ExportTraceServiceRequest.resource_spans[].scope_spans[].spans[]. */
function spansIn(request: Buffer): CollectedSpan[] {
  return bytesIn(request, 1).flatMap((ofResource) => {
    const resource = attributesIn(bytesIn(ofResource, 1)[0] ?? Buffer.alloc(0), 1);
    const spans = bytesIn(ofResource, 2).flatMap((ofScope) => bytesIn(ofScope, 2));
    return spans.map((span) => spanOf(span, resource));
  });
}

function spanOf(span: Buffer, resource: CollectedSpan['resource']): CollectedSpan {
  const hex = (number: number): string => bytesIn(span, number)[0]?.toString('hex') ?? '';
  const time = (number: number): bigint => bytesIn(span, number)[0]?.readBigUInt64LE() ?? 0n;
  const status = bytesIn(span, 15)[0];
  return {
    name: bytesIn(span, 5)[0]?.toString() ?? '',
    traceId: hex(1),
    spanId: hex(2),
    parentId: hex(4),
    kind: numberIn(span, 6),
    startNs: time(7),
    endNs: time(8),
    attributes: attributesIn(span, 9),
    events: bytesIn(span, 11).length,
    links: bytesIn(span, 13).map((link) => bytesIn(link, 2)[0]?.toString('hex') ?? ''),
    hasFailed: status !== undefined && numberIn(status, 3) === 2,
    resource,
  };
}

function attributesIn(message: Buffer, number: number): CollectedSpan['attributes'] {
  return Object.fromEntries(
    bytesIn(message, number).map((pair) => [
      bytesIn(pair, 1)[0]?.toString() ?? '',
      valueOf(bytesIn(pair, 2)[0] ?? Buffer.alloc(0)),
    ]),
  );
}

/** AnyValue: text, whole number, fraction or truth; lists do not occur. */
function valueOf(value: Buffer): string | number | boolean {
  const [text] = bytesIn(value, 1);
  if (text !== undefined) return text.toString();
  const [fraction] = bytesIn(value, 4);
  if (fraction !== undefined) return fraction.readDoubleLE();
  return numberIn(value, 3) !== 0 ? numberIn(value, 3) : numberIn(value, 2) === 1;
}
