/** What a reader of the document needs to know before the first call. Markdown. */
export const API_DESCRIPTION = `Portraits, tokens and battle maps for a character creator.

**A picture takes time.** A \`POST\` answers \`202\` at once with a job; \`Location\` names it, and the picture's id is in the
answer already. Ask the job again, listen to its events, or hear \`image.generated\` on the hub (see \`/asyncapi.json\`).
\`Prefer: wait=20\` (RFC 7240, at most 60 seconds) answers \`201\` with the picture when it is done in time.

**Asking twice is safe.** With \`Idempotency-Key\`, the same key and body are the same job however often they are sent; the
same key with another body is \`409\`. \`PUT\`, \`PATCH\` and \`DELETE\` take \`If-Match\`; a stale one is \`412\`.

**Who sees what.** Every call under \`/api\` carries \`Authorization: Bearer\` with a JWT of the shared auth system. A caller
sees what it owns and what belongs to its campaigns; what is unknown and what is foreign is answered alike: \`404\`. What
you may see but not change is \`403\`. What has been deleted is \`410\`.

**Lists** come newest first in pages: \`limit\` (1–100, 25 unless given) and \`cursor\`. \`next\` in the body, and \`Link:
rel="next"\`, name the following page; there is none on the last.

**Files** have strong \`ETag\`s, answer \`304\`, take \`Range\`, and never change under their address.

**Errors** are \`application/problem+json\` (RFC 9457). Programs look at \`code\`; \`errors\` names every wrong member by its
dotted path; \`correlation_id\` is also in the log. \`400\` is a request that cannot be read (broken JSON, a malformed id,
query or header), \`422\` a body that can be read and does not validate. Members that are not documented are refused.
\`429\` and \`503\` say in \`Retry-After\` when to come back.

**Tracing.** \`X-Request-ID\` and \`traceparent\` are taken over when they are well formed, and go on to the hub.`;

/** The groups of operations, in the order in which they are read. */
export const API_TAGS = [
  { name: 'portraits', description: 'Faces of characters, asked for by the character’s id or in words.' },
  { name: 'maps', description: 'Battle maps, exact to the square, and their exports for virtual tabletops.' },
  { name: 'tokens', description: 'Round, square and hexagonal tokens, one by one or in batches.' },
  { name: 'items', description: 'Pictures of things: weapons, potions, wonders.' },
  { name: 'batches', description: 'Many requests that were made in one.' },
  { name: 'edits', description: 'New pictures made from old ones.' },
  { name: 'images', description: 'Stored pictures of any kind: metadata, files, recipe and history.' },
  { name: 'jobs', description: 'Requests for pictures: how far they are, and how to stop them.' },
  { name: 'themes', description: 'Themes and elements of style that a request may name.' },
  { name: 'gallery', description: 'The page for people.' },
  { name: 'health', description: 'For orchestrators and monitoring; open to whoever reaches the port.' },
  { name: 'operations', description: 'For those who run the service.' },
  { name: 'documents', description: 'This document, and that of the messages.' },
] as const;
