import { Reflector } from '@nestjs/core';

/** Marks a controller or handler that answers without a token. Everything else asks for one. */
export const Public = Reflector.createDecorator<undefined, true>({ key: 'public', transform: () => true });
