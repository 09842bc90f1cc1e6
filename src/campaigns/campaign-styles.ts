import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { CampaignStyle, StyleLook } from './campaign-style';

/** A change of a campaign's theme that was announced. */
export interface StyleChange {
  readonly campaignId: string;
  readonly look: StyleLook;
  /** UUID that follows from the announcement: the same announcement, delivered again, is no other change. */
  readonly cause: string;
  /** When it was said. One that is older than another comes to nothing, in whatever order they arrive. */
  readonly saidAt: Date;
}

const COLUMNS = 'version, theme, suffix, palette, sampler, scheduler, steps, cfg_scale AS "cfgScale", model';
/** What was announced last counts; what was never announced comes before all that was. */
const CURRENT = `SELECT ${COLUMNS}, cause FROM campaign_styles WHERE campaign_id = $1 ORDER BY said_at DESC, version DESC LIMIT 1`;

type StyleRow = Omit<CampaignStyle, 'model'> & { readonly model: string | null; readonly cause: string | null };

/** The looks of the campaigns: locked with the first picture, and changed only by an announcement. */
@Injectable()
export class CampaignStyles {
  constructor(private readonly dataSource: DataSource) {}

  /** The look the campaign has now; `undefined` before its first picture. */
  async current(campaignId: string): Promise<CampaignStyle | undefined> {
    const [row] = await this.dataSource.query<StyleRow[]>(CURRENT, [campaignId]);
    return row === undefined ? undefined : styleOf(row);
  }

  /** A look the campaign has or had; `undefined` for a version that never was. */
  async version(campaignId: string, version: number): Promise<CampaignStyle | undefined> {
    const [row] = await this.dataSource.query<StyleRow[]>(
      `SELECT ${COLUMNS}, cause FROM campaign_styles WHERE campaign_id = $1 AND version = $2`,
      [campaignId, version],
    );
    return row === undefined ? undefined : styleOf(row);
  }

  /** The look the campaign has now: `look` from now on, if it had none. */
  async establish(campaignId: string, look: StyleLook): Promise<CampaignStyle> {
    const known = await this.current(campaignId);
    if (known !== undefined) return known;
    return this.locked(campaignId, async (manager) => {
      const [earlier] = await manager.query<StyleRow[]>(CURRENT, [campaignId]);
      if (earlier !== undefined) return styleOf(earlier);
      return insert(manager, { campaignId, look, cause: null, saidAt: '-infinity' });
    });
  }

  /** Takes a change; returns whether it decides the campaign's look now, also when it was known already. */
  announce({ campaignId, look, cause, saidAt }: StyleChange): Promise<boolean> {
    return this.locked(campaignId, async (manager) => {
      const known = await manager.query<unknown[]>(
        `SELECT 1 FROM campaign_styles WHERE campaign_id = $1 AND cause = $2`,
        [campaignId, cause],
      );
      if (known.length === 0) await insert(manager, { campaignId, look, cause, saidAt: saidAt.toISOString() });
      const [current] = await manager.query<StyleRow[]>(CURRENT, [campaignId]);
      return current?.cause === cause;
    });
  }

  /** One change of a campaign at a time: versions are counted. */
  private locked<T>(campaignId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`campaign style ${campaignId}`]);
      return work(manager);
    });
  }
}

interface NewStyle {
  readonly campaignId: string;
  readonly look: StyleLook;
  readonly cause: string | null;
  readonly saidAt: string;
}

async function insert(manager: EntityManager, { campaignId, look, cause, saidAt }: NewStyle): Promise<CampaignStyle> {
  const { theme, suffix, palette, sampler, scheduler, steps, cfgScale, model } = look;
  const [row] = await manager.query<StyleRow[]>(
    `INSERT INTO campaign_styles (campaign_id, version, theme, suffix, palette, sampler, scheduler, steps, cfg_scale, model, cause, said_at)
     SELECT $1::varchar, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, least($11::timestamptz, now())
     FROM campaign_styles WHERE campaign_id = $1::varchar RETURNING ${COLUMNS}, cause`,
    [campaignId, theme, suffix, palette, sampler, scheduler, steps, cfgScale, model ?? null, cause, saidAt],
  );
  return styleOf(row as StyleRow);
}

function styleOf({ cause: _cause, model, ...style }: StyleRow): CampaignStyle {
  return model === null ? style : { ...style, model };
}
