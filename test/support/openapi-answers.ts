import {
  operationAt,
  operationsOf,
  type DocumentedResponse,
  type OpenApiDocument,
  type PlacedOperation,
} from './openapi-document';
import { strictJudge, type Judge } from './openapi-schemas';

/** What was asked. */
export interface AskedPath {
  readonly method: string;
  /** With its query. */
  readonly path: string;
}

/** What was answered, as far as a document speaks of it. */
export interface JudgedAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  /** The body when it is JSON, else undefined. */
  readonly json: unknown;
  readonly bytes: Buffer;
}

/** Holds answers of the service against its own document. */
export class AnswerJudge {
  readonly operations: readonly PlacedOperation[];
  private readonly judges = new Map<string, Judge>();

  constructor(readonly document: OpenApiDocument) {
    this.operations = operationsOf(document);
  }

  /** What of an answer the document does not say; nothing when the answer is as documented. */
  faultsOf(asked: AskedPath, answer: JudgedAnswer): readonly string[] {
    const placed = operationAt(this.operations, asked.method, partsOf(asked.path).pathname);
    if (placed === undefined) return ['the operation is not in the document'];
    const { responses } = placed.operation;
    const documented = responses[String(answer.status)];
    if (documented === undefined) {
      return [`status ${answer.status} is not documented (${Object.keys(responses).join(', ')} are)`];
    }
    return [...missingHeaders(documented, answer), ...this.bodyFaults(placed, asked, answer)];
  }

  /** Names in the query that the operation does not document. */
  unknownQueries({ method, path }: AskedPath): readonly string[] {
    const { pathname, query } = partsOf(path);
    const { parameters = [] } = operationAt(this.operations, method, pathname)?.operation ?? {};
    const known = new Set(parameters.filter((one) => one.in === 'query').map(({ name }) => name));
    return [...new URLSearchParams(query).keys()].filter((name) => !known.has(name));
  }

  private bodyFaults({ operation }: PlacedOperation, { method }: AskedPath, answer: JudgedAnswer): readonly string[] {
    const content = operation.responses[String(answer.status)]?.content ?? {};
    const type = answer.headers.get('content-type')?.split(';')[0]?.trim();
    if (type === undefined) return answer.bytes.length > 0 ? ['a body of no type'] : [];
    const media = content[type] ?? content[`${type.split('/')[0]}/*`];
    if (media === undefined) {
      return [`content type ${type} is not documented (${Object.keys(content).join(', ') || 'no body'} is)`];
    }
    if (answer.json === undefined || media.schema === undefined || method === 'HEAD') return [];
    const key = `${operation.operationId} ${answer.status} ${type}`;
    const judge = this.judges.get(key) ?? strictJudge(this.document, media.schema);
    this.judges.set(key, judge);
    return judge(answer.json);
  }
}

/** Not through `URL`, which would tidy up what was sent. */
function partsOf(path: string): { pathname: string; query: string } {
  const [pathname = '', query = ''] = path.split(/\?(.*)/s);
  return { pathname, query };
}

function missingHeaders(documented: DocumentedResponse, { headers }: JudgedAnswer): string[] {
  return Object.entries(documented.headers ?? {})
    .filter(([name, header]) => header.required === true && headers.get(name) === null)
    .map(([name]) => `header ${name} is promised and missing`);
}
