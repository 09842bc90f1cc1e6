/** One part of a form. */
export interface FormPart {
  readonly name: string;
  readonly filename: string | undefined;
  readonly bytes: Buffer;
}

/** Takes a `multipart/form-data` body apart; empty when it is none. */
export function formParts(raw: Buffer, contentType: string | undefined): FormPart[] {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType ?? '')?.[1];
  if (boundary === undefined) return [];
  const parts: FormPart[] = [];
  const mark = Buffer.from(`--${boundary}`);
  for (let at = raw.indexOf(mark); at >= 0;) {
    const next = raw.indexOf(mark, at + mark.length);
    if (next < 0) break;
    const part = raw.subarray(at + mark.length + 2, next - 2);
    const end = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, end).toString('utf8');
    parts.push({
      name: / name="([^"]*)"/.exec(head)?.[1] ?? '',
      filename: / filename="([^"]*)"/.exec(head)?.[1],
      bytes: part.subarray(end + 4),
    });
    at = next;
  }
  return parts;
}
