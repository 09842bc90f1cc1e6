import { AnswerJudge } from '../../support/openapi-answers';
import type { OpenApiDocument } from '../../support/openapi-document';

/** An answer that was held against the OpenAPI document. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The body when it is JSON (problems too), else undefined. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the assertion of the test is the type check
  readonly json: any;
  /** The body; empty for server-sent events, which are read from `stream`. */
  readonly bytes: Buffer;
  readonly stream?: ReadableStream<Uint8Array>;
}

/** `body` is sent as JSON unless it is a string or bytes. */
export interface ApiInit {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const judges = new Map<string, Promise<AnswerJudge>>();

/**
 * A caller of the service that believes its OpenAPI document: every answer must have a documented status and content
 * type, the headers the document promises, and a body without any member that the document does not name. Whatever
 * is undocumented fails the test that met it.
 */
export class Api {
  /** @param token sent as bearer token; undefined sends none */
  constructor(
    private readonly url: string,
    private readonly token?: string,
  ) {}

  get(path: string, init: ApiInit = {}): Promise<ApiAnswer> {
    return this.send('GET', path, init);
  }
  head(path: string, init: ApiInit = {}): Promise<ApiAnswer> {
    return this.send('HEAD', path, init);
  }
  post(path: string, body?: unknown, init: ApiInit = {}): Promise<ApiAnswer> {
    return this.send('POST', path, { body, ...init });
  }
  put(path: string, body?: unknown, init: ApiInit = {}): Promise<ApiAnswer> {
    return this.send('PUT', path, { body, ...init });
  }
  patch(path: string, body?: unknown, init: ApiInit = {}): Promise<ApiAnswer> {
    return this.send('PATCH', path, { body, ...init });
  }
  delete(path: string, init: ApiInit = {}): Promise<ApiAnswer> {
    return this.send('DELETE', path, init);
  }

  /** @throws Error when the answer is not as documented, or the operation is not in the document */
  async send(method: string, path: string, { headers = {}, body, signal }: ApiInit = {}): Promise<ApiAnswer> {
    const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      signal,
      body: isRaw ? body : JSON.stringify(body),
      headers: {
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    const answer = await answerOf(response);
    const judge = await this.judge();
    const unknown = answer.status < 300 ? judge.unknownQueries({ method, path }) : [];
    const faults = [
      ...judge.faultsOf({ method, path }, answer),
      ...unknown.map((name) => `query ${name} is not documented`),
    ];
    if (faults.length > 0) {
      const shown = answer.json === undefined ? '' : `\n${JSON.stringify(answer.json).slice(0, 1500)}`;
      throw new Error(`${method} ${path} answered ${answer.status}, not as documented:\n${faults.join('\n')}${shown}`);
    }
    return answer;
  }

  /** The document of the service, read once. */
  async document(): Promise<OpenApiDocument> {
    return (await this.judge()).document;
  }

  private judge(): Promise<AnswerJudge> {
    const judge = judges.get(this.url) ?? judgeOf(this.url);
    judges.set(this.url, judge);
    return judge;
  }
}

async function judgeOf(url: string): Promise<AnswerJudge> {
  return new AnswerJudge((await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument);
}

async function answerOf(response: Response): Promise<ApiAnswer> {
  const { status, headers } = response;
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) {
    return { status, headers, json: undefined, bytes: Buffer.alloc(0), stream: response.body ?? undefined };
  }
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = /^application\/([\w.-]+\+)?json\b/.test(type) && bytes.length > 0;
  return { status, headers, bytes, json: isJson ? (JSON.parse(bytes.toString('utf8')) as unknown) : undefined };
}
