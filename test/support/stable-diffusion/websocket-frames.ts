import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';

/** RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x1;
const BINARY = 0x2;
const CLOSE = 0x8;

/** The server's side of a WebSocket that only speaks: what the client sends is passed over, but for its goodbye. */
export class SpeakingSocket {
  constructor(private readonly stream: Duplex) {
    stream.on('error', () => undefined);
    stream.on('data', (bytes: Buffer) => {
      if (((bytes[0] ?? 0) & 0x0f) === CLOSE) stream.end(frame(CLOSE, Buffer.alloc(0)));
    });
  }

  /** Answers the handshake with the client's `Sec-WebSocket-Key`. */
  accept(key: string): void {
    const proof = createHash('sha1')
      .update(key + GUID)
      .digest('base64');
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
    this.stream.write([...lines, `Sec-WebSocket-Accept: ${proof}`, '', ''].join('\r\n'));
  }

  sendText(text: string): void {
    if (this.stream.writable) this.stream.write(frame(TEXT, Buffer.from(text)));
  }

  sendBinary(bytes: Buffer): void {
    if (this.stream.writable) this.stream.write(frame(BINARY, bytes));
  }

  /** Goes without a word. */
  drop(): void {
    this.stream.destroy();
  }
}

function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | opcode, length]), payload]);
  if (length < 65_536) {
    const head = Buffer.from([0x80 | opcode, 126, 0, 0]);
    head.writeUInt16BE(length, 2);
    return Buffer.concat([head, payload]);
  }
  const head = Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
