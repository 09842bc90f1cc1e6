/** Where the face is, in fractions of the portrait. */
export interface TokenFocus {
  /** Centre, 0 (left) to 1 (right) of the width. */
  readonly x: number;
  /** Centre, 0 (top) to 1 (bottom) of the height. */
  readonly y: number;
  /** Side of the square around the face, from hairline to chin, as a fraction of the width. */
  readonly size: number;
}

/** A face in pixels: its centre, and the side of the square around it. */
export interface Face {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** A focus in the pixels of a picture. */
export function faceAt(
  focus: TokenFocus,
  { width, height }: { readonly width: number; readonly height: number },
): Face {
  return { x: focus.x * width, y: focus.y * height, side: Math.max(8, focus.size * width) };
}
