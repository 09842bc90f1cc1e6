import { randomUUID } from 'node:crypto';

/** A field, or a file when it has a name. Names are ours: no text from outside. */
export interface FormPart {
  readonly field: string;
  readonly value: string | Buffer;
  readonly fileName?: string;
}

/** A body of `multipart/form-data` (RFC 7578); files are PNGs. */
export function multipartForm(parts: readonly FormPart[]): { body: Buffer; contentType: string } {
  const boundary = randomUUID();
  const pieces = parts.flatMap(({ field, value, fileName }) => [
    Buffer.from(`--${boundary}\r\n${headersOf(field, fileName)}\r\n\r\n`),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  return {
    body: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

function headersOf(field: string, fileName: string | undefined): string {
  const disposition = `Content-Disposition: form-data; name="${field}"`;
  return fileName === undefined ? disposition : `${disposition}; filename="${fileName}"\r\nContent-Type: image/png`;
}
