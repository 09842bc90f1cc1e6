import type { StyleDto } from '../../common/fields/style.dto';
import { normaliseDetails } from '../normalise-details';
import { assertFitTexts } from './assert-fit-texts';

/** The wishes in words that requests for pictures of somebody have in common; raw, as they came. */
export interface WordedRequest {
  readonly description?: string;
  readonly equipment?: readonly string[];
  readonly style?: StyleDto;
  /** What a request to make a portrait again says of who was painted. */
  readonly regenerates?: { readonly description?: string };
}

/**
 * Refuses a request whose words speak of sex or bare bodies together with a minor.
 *
 * @param shown who will be seen; unless given, whoever the description describes
 * @throws ContentRefusedError
 */
export function assertFitRequest(
  request: WordedRequest,
  shown: { readonly minor: boolean } = normaliseDetails({ description: request.description }).subject,
): void {
  const { description, equipment, style, regenerates } = request;
  assertFitTexts([description, regenerates?.description, ...(equipment ?? []), ...wishesIn(style)], {
    ofMinor: shown.minor,
  });
}

/** The free texts of a style. */
export function wishesIn(style: StyleDto | undefined): unknown[] {
  return Object.values((style ?? {}) as Readonly<Record<string, unknown>>);
}
