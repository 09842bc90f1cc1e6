/** What nsfwjs takes a picture for; shares of 1. */
export interface PictureScores {
  readonly Drawing: number;
  readonly Neutral: number;
  readonly Hentai: number;
  readonly Porn: number;
  readonly Sexy: number;
}

/**
 * From this share on the three classes together refuse. 26 portraits of the service's own drawing have at most 0.10, blurred
 * ovals in the colours of skin 0.97 (MobileNetV2 of nsfwjs 4.3.0, 2026-11). Not measured on pictures of diffusion models.
 */
export const REFUSED_FROM = 0.6;

/** Whether a picture with these scores may be shown to anybody, children included. */
export function isFit({ Hentai, Porn, Sexy }: PictureScores): boolean {
  // What is no number has not been judged.
  return Hentai + Porn + Sexy < REFUSED_FROM;
}
