/**
 * What goes wrong with one render.
 *
 * No picture: `oom` and `nan` (500 in the server's words), `http500`, `http503`, `plain500` (text), `html` (200, a
 * proxy's page), `hang` (no answer, and everyone behind waits, until `revive()` or `stop()`), `reset` (the connection dies in the middle
 * of the answer), `empty-images`, `no-info`. A wrong picture: `truncated`, `black`, `flat`, `not-an-image`, `jpeg` (valid, but
 * not the usual format), `huge` (a valid file of 30 MB), `bomb` (20,000 x 20,000 px in 50 KB), `wrong-size` (half of it).
 * A lie in `info`: `wrong-sampler`, `wrong-seed`, `wrong-model`. `slow` takes `slowMs` longer.
 */
export type SimulatedFault =
  | 'oom'
  | 'nan'
  | 'http500'
  | 'http503'
  | 'plain500'
  | 'html'
  | 'hang'
  | 'reset'
  | 'empty-images'
  | 'no-info'
  | 'truncated'
  | 'black'
  | 'flat'
  | 'not-an-image'
  | 'jpeg'
  | 'huge'
  | 'bomb'
  | 'wrong-size'
  | 'wrong-sampler'
  | 'wrong-seed'
  | 'wrong-model'
  | 'slow';
