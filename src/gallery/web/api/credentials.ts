/** The token that requests carry, and who is told when the service does not take it. Filled by `state/session.ts`. */
export const credentials: { token: string | undefined; onRefused: () => void } = {
  token: undefined,
  onRefused: () => undefined,
};
