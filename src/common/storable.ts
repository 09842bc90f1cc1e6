/** Every character that PostgreSQL's text and jsonb refuse: NUL, and surrogates without their other half. */
const UNSTORABLE = /\0|[\ud800-\udfff]/u;
const EVERY_UNSTORABLE = new RegExp(UNSTORABLE, 'gu');

/** Text from outside that the database takes: what it would refuse (SQLSTATE 22P05, 22021) becomes U+FFFD. */
export function storable(text: string): string {
  return isStorable(text) ? text : text.replace(EVERY_UNSTORABLE, '\ufffd');
}

/** Whether the database takes the text as it is. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}
