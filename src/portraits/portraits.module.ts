import { Module } from '@nestjs/common';
import { CharactersModule } from '../characters/characters.module';
import { GenerationModule } from '../generation/generation.module';
import { PortraitKind } from './portrait.kind';
import { PortraitsConsumer } from './portraits.consumer';

/** Portraits of characters. */
@Module({ imports: [GenerationModule, CharactersModule], controllers: [PortraitsConsumer], providers: [PortraitKind] })
export class PortraitsModule {}
