import { Module } from '@nestjs/common';
import { CharactersModule } from '../characters/characters.module';
import { GenerationModule } from '../generation/generation.module';
import { ImagesModule } from '../images/images.module';
import { ProcessingModule } from '../processing/processing.module';
import { TokenArtist } from './token-artist';
import { TokenKind } from './token.kind';
import { TokenSourceFinder } from './token-source';
import { TokenOrders } from './token-orders';
import { TokenFiles } from './token-files';
import { TokenPack } from './token-pack';
import { TokenPackController } from './token-pack.controller';
import { TokensConsumer } from './tokens.consumer';
import { TokensController } from './tokens.controller';

/** Tokens for virtual tabletops. */
@Module({
  imports: [GenerationModule, CharactersModule, ImagesModule, ProcessingModule],
  controllers: [TokensConsumer, TokensController, TokenPackController],
  providers: [TokenKind, TokenOrders, TokenArtist, TokenSourceFinder, TokenFiles, TokenPack],
})
export class TokensModule {}
