import { Agent, request } from 'undici';
import type { BackendAddress } from '../../config/backend-address';
import { ImageTooLargeError } from '../../processing/picture-errors';
import { BackendOutOfMemoryError, BackendRejectedError, BackendUnavailableError } from './image-backend';

/** What came back: status and body, already within the size limit. */
interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

/** JSON and base64 around a picture of the allowed size. */
const ENVELOPE_FACTOR = 3;
const OUT_OF_MEMORY = /out of ?memory|CUDA error|HIP out of memory|OutOfMemoryError|bad_alloc|returned no results/i;

/**
 * HTTP to one server that speaks `/sdapi/v1` (AUTOMATIC1111 and its relatives). Every request has a connection of its own:
 * sd-server closes idle ones after 5 s and each idle one holds one of its 8 workers. No time-outs but the caller's
 * signal: nothing arrives before the picture is done, which can take minutes.
 */
export class SdapiClient {
  private readonly agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 5000 } });

  constructor(
    private readonly address: BackendAddress,
    private readonly maxImageBytes: number,
  ) {}

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  /** @throws the backend errors, by status and by what the body says */
  async post(path: string, body: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<unknown> {
    return this.answer(await this.send('POST', path, signal, JSON.stringify(body)));
  }

  async get(path: string, signal: AbortSignal): Promise<unknown> {
    return this.answer(await this.send('GET', path, signal));
  }

  private async send(method: 'GET' | 'POST', path: string, signal: AbortSignal, body?: string): Promise<Reply> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (this.address.authorization !== undefined) headers.authorization = this.address.authorization;
    try {
      const response = await request(`${this.address.baseUrl}${path}`, {
        method, headers, body, signal, dispatcher: this.agent, reset: true,
      }); // prettier-ignore
      return { status: response.statusCode, body: await this.readWithin(response.body) };
    } catch (error) {
      if (error instanceof ImageTooLargeError || signal.aborted) throw error;
      throw new BackendUnavailableError('cannot be reached or closed the connection', { cause: error });
    }
  }

  private async readWithin(stream: AsyncIterable<Buffer>): Promise<Buffer> {
    const limit = this.maxImageBytes * ENVELOPE_FACTOR + 1_000_000;
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > limit) throw new ImageTooLargeError(`at most ${this.maxImageBytes} bytes`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  private answer(reply: Reply): unknown {
    const text = reply.body.toString('utf8');
    if (reply.status >= 200 && reply.status < 300) return parseJson(text);
    if (reply.status >= 500 && OUT_OF_MEMORY.test(text)) throw new BackendOutOfMemoryError();
    if (reply.status >= 500 || reply.status === 429 || reply.status === 408) {
      throw new BackendUnavailableError(`answered ${reply.status}`);
    }
    throw new BackendRejectedError(`answered ${reply.status}`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BackendUnavailableError('answered with something that is not JSON', { cause: error });
  }
}
