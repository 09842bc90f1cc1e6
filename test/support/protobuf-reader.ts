/** One field of a message on the wire: a number for varints, bytes for everything else. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/**
 * Reads the fields of one protobuf message, knowing nothing of its schema (protobuf.dev/programming-guides/encoding,
 * 2026-11). @throws RangeError when the bytes end in the middle of a field
 */
export function readFields(bytes: Buffer): WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new RangeError('the message ends within a field');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = tag >> 3;
    const type = tag & 7;
    const value = type === 0 ? varint() : take(type === 1 ? 8 : type === 5 ? 4 : Number(varint()));
    fields.push({ number, value });
  }
  return fields;
}

/** Everything that stands in field `number`, as bytes. */
export const bytesIn = (message: Buffer, number: number): Buffer[] =>
  readFields(message).flatMap((field) =>
    field.number === number && Buffer.isBuffer(field.value) ? [field.value] : [],
  );

/** The varint in field `number`; 0 when there is none. */
export const numberIn = (message: Buffer, number: number): number =>
  Number(readFields(message).find((field) => field.number === number && typeof field.value === 'bigint')?.value ?? 0);
