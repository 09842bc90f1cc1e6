/** Who waits so long (milliseconds) goes first once in a while, however unimportant: nobody waits for ever. */
export const OVERDUE_MS = 600_000;
