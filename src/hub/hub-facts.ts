/** What every span says that is about a message. */
export const HUB_FACTS = { 'messaging.system': 'nats' } as const;
