/**
 * Who made a picture, as the IPTC digital source type (cv.iptc.org/newscodes/digitalsourcetype, 2026-11), which is what
 * platforms and the EU AI Act's article 50(2) look for:
 * `trainedAlgorithmicMedia` painted by a model, `algorithmicMedia` drawn by a program without one,
 * `compositeWithTrainedAlgorithmicMedia` put together with a part that a model painted.
 */
export const PROVENANCES = [
  'trainedAlgorithmicMedia',
  'algorithmicMedia',
  'compositeWithTrainedAlgorithmicMedia',
] as const;
export type Provenance = (typeof PROVENANCES)[number];

/** The namespace of the element. */
export const IPTC_NAMESPACE = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/';

/** The XMP element that says it. */
export const sourceTypeElement = (provenance: Provenance): string =>
  '<Iptc4xmpExt:DigitalSourceType>' +
  `http://cv.iptc.org/newscodes/digitalsourcetype/${provenance}</Iptc4xmpExt:DigitalSourceType>`;

/** What a stored picture says about itself. */
export interface Marking {
  readonly provenance: Provenance;
  /** Credit line that an artwork's licence demands; a constant of ours, never text from outside. */
  readonly credit?: string;
}

/**
 * The XMP packet of a stored picture: how it was made, with what, and whom a licence wants named. Neither prompt nor
 * name nor id of anybody's: files leave the service.
 */
export function xmpPacket(marking: Marking): string {
  const credit = marking.credit === undefined ? '' : creditOf(marking.credit);
  return (
    '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>' +
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
    '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"' +
    ` xmlns:Iptc4xmpExt="${IPTC_NAMESPACE}" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
    '<xmp:CreatorTool>image-service</xmp:CreatorTool>' +
    `${sourceTypeElement(marking.provenance)}${credit}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`
  );
}

function creditOf(credit: string): string {
  const text = credit.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">${text}</rdf:li></rdf:Alt></dc:rights>`;
}
