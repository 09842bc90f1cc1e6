import { PROVENANCES, sourceTypeElement, type Provenance } from './provenance';
import { decoding, openPicture } from './sharp-settings';

/**
 * What a picture says of how it was made, in its XMP packet: of one of ours, how it was.
 *
 * @returns `undefined` when it says nothing, or something that none of ours says
 * @throws UnreadableImageError when it cannot be decoded
 */
export function provenanceIn(picture: Buffer): Promise<Provenance | undefined> {
  return decoding(async () => {
    const { xmpAsString: xmp = '' } = await openPicture(picture).metadata();
    return PROVENANCES.find((provenance) => xmp.includes(sourceTypeElement(provenance)));
  });
}
