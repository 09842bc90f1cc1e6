import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { SpeakingSocket } from './websocket-frames';

/** Everyone who listens at `/ws`, by client id: a second one with the same id takes the place of the first. */
export class ComfyEvents {
  private readonly listeners = new Map<string, SpeakingSocket>();

  /** Connections open now. */
  get count(): number {
    return this.listeners.size;
  }

  /** Answers the handshake, and tells how long the queue is. */
  join(request: IncomingMessage, stream: Duplex, remaining: number): void {
    const { searchParams } = new URL(`http://localhost${request.url ?? '/'}`);
    const id = searchParams.get('clientId') ?? `anonymous-${this.listeners.size}`;
    const socket = new SpeakingSocket(stream);
    socket.accept(request.headers['sec-websocket-key'] ?? '');
    this.listeners.set(id, socket);
    stream.once('close', () => {
      if (this.listeners.get(id) === socket) this.listeners.delete(id);
    });
    this.tell(id, 'status', { status: { exec_info: { queue_remaining: remaining } }, sid: id });
  }

  /** To the one who submitted, if it listens; nothing is kept for later. */
  tell(clientId: string | undefined, type: string, data: unknown): void {
    if (clientId !== undefined) this.listeners.get(clientId)?.sendText(JSON.stringify({ type, data }));
  }

  /** To everybody. */
  broadcast(type: string, data: unknown): void {
    for (const socket of this.listeners.values()) socket.sendText(JSON.stringify({ type, data }));
  }

  /** A preview: type 1, format 2 (PNG), both big-endian, then the picture. */
  show(clientId: string | undefined, png: Buffer): void {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(1, 0);
    head.writeUInt32BE(2, 4);
    if (clientId !== undefined) this.listeners.get(clientId)?.sendBinary(Buffer.concat([head, png]));
  }

  /** Everyone is cut off. */
  drop(): void {
    for (const socket of this.listeners.values()) socket.drop();
    this.listeners.clear();
  }
}
