import { Controller, Inject, Logger, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { CampaignStyles } from '../../campaigns/campaign-styles';
import { FOREIGN_ID } from '../../common/fields/request-fields';
import { derivedId } from '../../common/ids';
import { readTheme, type Theme } from '../../common/themes';
import { SERVICE_CONFIG, type ServiceConfig } from '../../config/service-config';
import type { CanonicalEvent } from '../../hub/envelope/canonical-event';
import { isRecord, type JsonRecord } from '../../hub/envelope/json-record';
import { PassErrorsOnFilter } from '../../hub/pass-errors-on.filter';
import { lookOfTheme } from '../campaign-looks';
import { eventIdentity } from './event-origin';
import { Retheming } from './retheming';

/** `campaign.theme_changed`: later pictures of the campaign use the theme; the others only if the operator wants it. */
@Controller()
@UseFilters(PassErrorsOnFilter)
export class CampaignThemeConsumer {
  private readonly log = new Logger(CampaignThemeConsumer.name);

  constructor(
    @Inject(SERVICE_CONFIG) private readonly config: ServiceConfig,
    private readonly styles: CampaignStyles,
    private readonly retheming: Retheming,
  ) {}

  @EventPattern('campaign.theme_changed')
  async onThemeChanged(@Payload() event: CanonicalEvent): Promise<void> {
    const { campaign_id: named, id } = event.payload;
    const campaignId = named ?? id;
    const theme = themeIn(event.payload);
    if (typeof campaignId !== 'string' || !FOREIGN_ID.test(campaignId) || theme === undefined) {
      this.log.warn({
        msg: 'a change of theme names no campaign, or no theme of ours',
        correlation: event.correlationId,
      });
      return;
    }
    const isCurrent = await this.styles.announce({
      campaignId,
      look: lookOfTheme(theme),
      cause: derivedId('campaign style', ...eventIdentity(event, 'theme')),
      saidAt: event.timestamp ?? new Date(),
    });
    if (isCurrent && this.config.AUTO_RETHEME) await this.retheming.askAgain(event, campaignId, theme);
  }
}

/** Where senders put the theme that counts from now on (`old_theme` is not asked). */
const PLACES = ['new_theme', 'theme', 'theme_id', 'theme_data', 'theme_context'] as const;

/** The first of the places that names a theme of ours: a word, or an object that holds one. */
function themeIn(payload: JsonRecord): Theme | undefined {
  for (const place of PLACES) {
    const told = payload[place];
    const words = isRecord(told) ? [told.primary, told.name, told.id, told.theme, told.theme_id] : [told];
    const theme = words.map(readTheme).find((found) => found !== undefined);
    if (theme !== undefined) return theme;
  }
  return undefined;
}
