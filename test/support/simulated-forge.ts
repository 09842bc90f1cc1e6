import { startSimulatedA1111, type SimulatedA1111, type SimulatedA1111Options } from './simulated-a1111';

/**
 * Starts a Forge server (dfdcbab): AUTOMATIC1111's routes and habits, but its error middleware is commented out, so whatever breaks is
 * `500 Internal Server Error` in plain text and says nothing of why; refusals are bare `{"detail"}`; `/sd-vae` is `/sd-modules`.
 */
export async function startSimulatedForge(
  options: Omit<SimulatedA1111Options, 'dialect'> = {},
): Promise<SimulatedA1111> {
  return startSimulatedA1111({ ...options, dialect: 'forge' });
}
