/** A new `Idempotency-Key`. `crypto.randomUUID` exists on pages with TLS only, and many a gallery is in a local network. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The key of what is sent again and again until it is known to have been taken: another body is another request. */
export class SubmissionKey {
  private text?: string;
  private key = '';

  /** The key for a body: that of the time before when it is the same. */
  for(body: unknown): string {
    const text = JSON.stringify(body);
    if (text !== this.text) this.key = newKey();
    this.text = text;
    return this.key;
  }

  /** It was taken: the same once more is meant as such. */
  forget(): void {
    this.text = undefined;
  }
}
