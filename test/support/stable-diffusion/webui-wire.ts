import type { SimulatedFault } from '../simulated-a1111-faults';
import { sendBody, sendHalf, sendSignInPage, sendWithoutEnd, type BodyHabits } from './http-answers';
import type { Exchange } from './simulated-server';

/** A finished render on its way out. */
export interface Rendered {
  readonly fault: SimulatedFault | undefined;
  readonly images: readonly Buffer[];
  /** `null` is sent as an empty text. */
  readonly info: Record<string, unknown> | null;
  /** Member `parameters`: the body as it was sent, or what the server leaves of it. */
  readonly echo: Record<string, unknown>;
}

/** Answers with pictures, or with what the fault makes of them. Written piece by piece: turning megabytes of base64 into a JSON string again would cost more than the picture. */
export function sendRendered(exchange: Exchange, rendered: Rendered, habits: BodyHabits): void {
  const { fault } = rendered;
  if (fault === 'html') return sendSignInPage(exchange);
  if (fault === 'endless') return sendWithoutEnd(exchange);
  const images = fault === 'empty-images' ? [] : rendered.images;
  const info = fault === 'no-info' || rendered.info === null ? '' : JSON.stringify(rendered.info);
  const pictures = images.map((image) => `"${image.toString('base64')}"`).join(',');
  const echo = JSON.stringify(rendered.echo);
  const body = Buffer.from(`{"images":[${pictures}],"parameters":${echo},"info":${JSON.stringify(info)}}`);
  if (fault === 'reset') return sendHalf(exchange, body);
  sendBody(exchange, 200, body, habits);
}

/** Answers with an enlarged picture, or with what the fault makes of the answer. */
export function sendEnlarged(
  exchange: Exchange,
  { fault, image }: { fault: SimulatedFault | undefined; image: Buffer },
  habits: BodyHabits,
): void {
  if (fault === 'html') return sendSignInPage(exchange);
  if (fault === 'endless') return sendWithoutEnd(exchange);
  const picture = fault === 'empty-images' ? '' : image.toString('base64');
  const body = Buffer.from(JSON.stringify({ html_info: '<div class="extras"></div>', image: picture }));
  if (fault === 'reset') return sendHalf(exchange, body);
  sendBody(exchange, 200, body, habits);
}
