import { WebSocket } from 'undici';
import type { BackendAddress } from '../../config/backend-address';
import type { PaintProgress } from './image-backend';
import { amount, member, within } from './untrusted-answer';

/** Kinds of binary frames: a preview is 1, then four bytes for its format, then the encoded picture. */
const PREVIEW = 1;
const PREVIEW_HEADER_BYTES = 8;
/** Larger previews than this are none. */
const MOST_PREVIEW_BYTES = 8_000_000;

/**
 * Hears how far workflows are, over ComfyUI's web socket. Only what the history says decides anything: when the socket
 * is not there, or breaks, nothing is known of the progress, and that is all.
 */
export class ComfyUiListener {
  private socket?: WebSocket;
  private readonly fractions = new Map<string, number>();
  private preview?: Buffer;

  /** @param clientId events are sent to the client alone whose id a workflow carries */
  constructor(
    private readonly address: BackendAddress,
    private readonly clientId: string,
  ) {}

  /** Connects, unless it is connected. */
  listen(): void {
    if (this.socket !== undefined) return;
    const url = `${this.address.baseUrl.replace(/^http/, 'ws')}/ws?clientId=${this.clientId}`;
    const { authorization } = this.address;
    const socket = new WebSocket(url, authorization === undefined ? {} : { headers: { authorization } });
    socket.binaryType = 'arraybuffer';
    const forget = (): void => {
      if (this.socket === socket) this.socket = undefined;
    };
    socket.addEventListener('message', ({ data }) => this.hear(data));
    socket.addEventListener('error', forget);
    socket.addEventListener('close', forget);
    this.socket = socket;
  }

  /** How far the workflow is; `undefined` when nothing was heard of it yet. */
  of(promptId: string): PaintProgress | undefined {
    const fraction = this.fractions.get(promptId);
    if (fraction === undefined) return undefined;
    return this.preview === undefined ? { fraction } : { fraction, preview: this.preview };
  }

  /** Disconnects and forgets everything. */
  close(): void {
    this.socket?.close();
    this.socket = undefined;
    this.fractions.clear();
    this.preview = undefined;
  }

  private hear(data: unknown): void {
    if (data instanceof ArrayBuffer) return this.look(Buffer.from(data));
    const event = parsed(data);
    if (member(event, 'type') !== 'progress') return;
    const promptId = within(event, 'data', 'prompt_id');
    const value = amount(within(event, 'data', 'value'));
    const most = amount(within(event, 'data', 'max'));
    if (typeof promptId !== 'string' || value === undefined || most === undefined || most === 0) return;
    // Only of the workflow in work: what is remembered does not grow.
    this.fractions.clear();
    this.fractions.set(promptId, Math.min(1, value / most));
  }

  private look(frame: Buffer): void {
    const isPreview = frame.length > PREVIEW_HEADER_BYTES && frame.readUInt32BE(0) === PREVIEW;
    if (isPreview && frame.length <= MOST_PREVIEW_BYTES) this.preview = frame.subarray(PREVIEW_HEADER_BYTES);
  }
}

function parsed(data: unknown): unknown {
  try {
    return typeof data === 'string' ? (JSON.parse(data) as unknown) : undefined;
  } catch {
    return undefined;
  }
}
