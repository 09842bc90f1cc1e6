import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module';
import { HubModule } from '../hub/hub.module';
import { CharacterDetailsClient } from './character-details.client';
import { CharacterIdentities } from './identity/character-identities';
import { IdentifiedCharacters } from './identity/identified-characters';

/** Whom we ask about characters. */
@Module({
  imports: [HubModule, DatabaseModule],
  providers: [CharacterDetailsClient, CharacterIdentities, IdentifiedCharacters],
  exports: [CharacterIdentities, IdentifiedCharacters],
})
export class CharactersModule {}
