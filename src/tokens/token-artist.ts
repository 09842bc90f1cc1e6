import { Injectable } from '@nestjs/common';
import { drawPortraitFigure, drawPortraitSketch, portraitSketchFocus } from '../characters/sketch/portrait-sketch';
import { sketchMark } from '../characters/sketch/sketch-mark';
import type { VisualSubject } from '../characters/visual-subject';
import { InternalError } from '../common/errors';
import type { FinishedPicture, Origin } from '../generation/picture-kind';
import type { Recipe } from '../generation/recipe';
import { cutToken, encodeToken, type TokenCut } from '../processing/cut-token';
import { layOver } from '../processing/lay-over';
import { rasterise } from '../processing/rasterise';
import type { TokenFile } from '../processing/token/encode-cascade';
import type { FrameDrawing } from '../processing/token/set-in-frame';
import { CENTRE, FRAME_UNITS, freeRadius } from './frame/frame-outline';
import { subjectFrame, subjectZoom, subjectZoomIn } from './frame/subject-frame';
import { tokenFrame } from './frame/token-frame';
import { targetFile, type TokenTarget } from './token-targets';
import { markingOf } from './token-marking';
import { tokenOutputOf, type DrawnFigure, type TokenOutput } from './token.recipe';

/** Pixels of the bust a token is cut from when there is no portrait. */
const BUST_PX = 1024;
const BUST = { widthPx: BUST_PX, heightPx: BUST_PX };
const USUAL_FILES: readonly TokenFile[] = [
  { name: 'medium', sidePx: 256, format: 'webp' },
  { name: 'small', sidePx: 128, format: 'webp' },
  { name: 'thumb', sidePx: 64, format: 'webp' },
];

/** Draws, cuts and frames tokens. */
@Injectable()
export class TokenArtist {
  /** The bust, drawn without a model. */
  sketch(recipe: Recipe): Promise<Buffer> {
    const subject = recipe.subject as unknown as VisualSubject;
    const svg = drawPortraitSketch(subject, { seed: recipe.render?.seed ?? 0, ...BUST, theme: recipe.theme });
    return rasterise(svg, BUST);
  }

  /** The token and its variants: the usual sizes, and a file for each tabletop that its recipe names. */
  async finish(raw: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    const output = tokenOutputOf(recipe);
    // What is painted for a token is not kept: later its subject could not be had without the ring.
    const isOnlyHere = recipe.source_image_id === undefined && !output.targets.includes('foundry_subject');
    const targets = isOnlyHere ? [...output.targets, 'foundry_subject' as const] : output.targets;
    if (recipe.edit !== undefined) return this.finishEdited(raw, recipe, origin);
    return cutToken(raw, this.cut(recipe, origin, targets));
  }

  /**
   * The ring-less subject of a token, made of the picture that the token was cut from.
   * @returns one file, in the format and size of the target
   */
  async subjectFrom(source: Buffer, recipe: Recipe): Promise<FinishedPicture['original']> {
    const { files, ...cut } = this.cut(recipe, 'cut', ['foundry_subject']);
    const [subject] = (await cutToken(source, { ...cut, files: [files[0]] })).variants;
    if (subject === undefined) throw new InternalError('token-subject-missing');
    return subject;
  }

  /** The same of the token itself: what its ring leaves free. @param dialect as in `markingOf` */
  async subjectOf(token: Buffer, recipe: Recipe, dialect: string): Promise<FinishedPicture['original']> {
    const output = tokenOutputOf(recipe);
    const { original, variants } = await encodeToken(token, {
      files: [{ name: 'thumb', sidePx: 64, format: 'webp' }],
      subject: subjectCut(output, '', subjectZoomIn(output.shape, output.disposition, freeRadiusOf(output))),
      marking: markingOf(recipe, dialect),
    });
    return variants[0] ?? original;
  }

  private cut(recipe: Recipe, origin: Origin, targets: readonly TokenTarget[]): TokenCut {
    const output = tokenOutputOf(recipe);
    const marking = markingOf(recipe, origin === 'drawn' ? 'painter' : origin);
    const isDrawn = marking.provenance === 'algorithmicMedia';
    const figure = origin === 'drawn' ? bustFigure(recipe) : output.figure;
    const drawn = tokenFrame({ ...output, diameterPx: output.diameter_px, isWhole: output.is_whole });
    return {
      frame: isDrawn ? markedAsSketch(drawn) : drawn,
      focus: origin === 'drawn' ? portraitSketchFocus(BUST) : output.focus,
      figureSvg: figure === undefined ? undefined : figureSvg(figure),
      isWhole: output.is_whole,
      freeRadius: freeRadiusOf(output),
      files: filesOf(output, targets),
      subject: targets.includes('foundry_subject')
        ? subjectCut(output, isDrawn ? MARK_IN_SAFE_CIRCLE : '', subjectZoom(freeRadiusOf(output)))
        : undefined,
      marking,
    };
  }

  /** Cut and framed already. A style runs over the frame too, whose colour tells friend from foe: it is drawn again. */
  private async finishEdited(token: Buffer, recipe: Recipe, origin: Origin): Promise<FinishedPicture> {
    const output = tokenOutputOf(recipe);
    const size = { widthPx: output.diameter_px, heightPx: output.diameter_px };
    const drawn = tokenFrame({ ...output, diameterPx: output.diameter_px });
    const { overlaySvg } = origin === 'drawn' ? markedAsSketch(drawn) : drawn;
    const isRestyled = recipe.edit?.type === 'style';
    const framed = isRestyled ? await layOver(token, await rasterise(overlaySvg, size), size) : token;
    return encodeToken(framed, {
      files: filesOf(output, output.targets),
      subject: output.targets.includes('foundry_subject')
        ? subjectCut(output, '', subjectZoomIn(output.shape, output.disposition, freeRadiusOf(output)))
        : undefined,
      marking: markingOf(recipe, origin === 'drawn' ? 'painter' : origin),
    });
  }
}

/** Without a ring, a bust fades out below: held this small, its collar and shoulders are still seen. */
const FRAMELESS_BUST = 0.31;

function freeRadiusOf({ shape, is_whole: isWhole }: TokenOutput): number {
  return shape === 'none' && isWhole !== true ? FRAMELESS_BUST : freeRadius(shape);
}

function filesOf(output: TokenOutput, targets: readonly TokenTarget[]): readonly [TokenFile, ...TokenFile[]] {
  const framed = targets.filter((target) => target !== 'foundry_subject');
  return [
    { name: 'original', format: 'png', sidePx: output.diameter_px },
    ...USUAL_FILES.filter(({ sidePx }) => sidePx < output.diameter_px),
    ...framed.map((target) => targetFile(target, output.size)),
  ];
}

function subjectCut(output: TokenOutput, mark: string, zoom: number): NonNullable<TokenCut['subject']> {
  return { ...targetFile('foundry_subject', output.size), frame: subjectFrame(mark), zoom };
}

function bustFigure(recipe: Recipe): DrawnFigure {
  const subject = recipe.subject as unknown as VisualSubject;
  return { subject, seed: recipe.render?.seed ?? 0, width_px: BUST_PX, height_px: BUST_PX };
}

function figureSvg({ subject, seed, width_px: widthPx, height_px: heightPx }: DrawnFigure): string {
  return drawPortraitFigure(subject, { seed, widthPx, heightPx });
}

/** The word "sketch", in the units that frames are drawn in: inside the circle that a ring covers the edge of. */
const MARK_IN_SAFE_CIRCLE = sketchMark(CENTRE + 72, 806);

/** The same on the lower rim. */
function markedAsSketch(frame: FrameDrawing): FrameDrawing {
  const mark = sketchMark(CENTRE + 72, FRAME_UNITS - 45);
  return { ...frame, overlaySvg: frame.overlaySvg.replace('</svg>', `${mark}</svg>`) };
}
