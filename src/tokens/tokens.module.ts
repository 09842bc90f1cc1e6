import { Module } from '@nestjs/common';
import { CharactersModule } from '../characters/characters.module';
import { GenerationModule } from '../generation/generation.module';
import { ImagesModule } from '../images/images.module';
import { TokenArtist } from './token-artist';
import { TokenKind } from './token.kind';
import { TokenSourceFinder } from './token-source';
import { TokenOrders } from './token-orders';
import { TokensConsumer } from './tokens.consumer';
import { TokensController } from './tokens.controller';

/** Tokens for virtual tabletops. */
@Module({
  imports: [GenerationModule, CharactersModule, ImagesModule],
  controllers: [TokensConsumer, TokensController],
  providers: [TokenKind, TokenOrders, TokenArtist, TokenSourceFinder],
})
export class TokensModule {}
