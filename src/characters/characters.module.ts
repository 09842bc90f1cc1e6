import { Module } from '@nestjs/common';
import { HubModule } from '../hub/hub.module';
import { CharacterDetailsClient } from './character-details.client';

/** Whom we ask about characters. */
@Module({ imports: [HubModule], providers: [CharacterDetailsClient], exports: [CharacterDetailsClient] })
export class CharactersModule {}
