import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Length,
} from 'class-validator';
import { EVENT_TYPES, type EventType } from '../../workflows/ports/webhooks.js';

export class SaveWebhookDto {
  /** https, at a public address or one that the operator allows (KAIMEN_WEBHOOK_ALLOW). */
  @IsString()
  @Length(1, 2000)
  url!: string;

  @IsOptional()
  @Length(1, 200)
  @ApiPropertyOptional({ type: String, nullable: true })
  description?: string | null;

  /** Without it: all. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(EVENT_TYPES.length)
  @ArrayUnique()
  @IsIn(EVENT_TYPES, { each: true })
  @ApiPropertyOptional({ enum: EVENT_TYPES, enumName: 'EventType', isArray: true })
  types?: EventType[];

  @IsOptional()
  @IsBoolean()
  @ApiPropertyOptional({ type: Boolean, default: true })
  enabled?: boolean;
}

export class WebhookDto {
  id!: string;
  url!: string;
  @ApiProperty({ type: String, nullable: true })
  description!: string | null;
  @ApiProperty({ enum: EVENT_TYPES, enumName: 'EventType', isArray: true })
  types!: EventType[];
  enabled!: boolean;
  /** Why the service has disabled it. */
  @ApiProperty({ type: String, nullable: true })
  disabledReason!: string | null;
  /** Until when nothing is sent, because the receiver was busy (429, 502, 504, Retry-After); a change of the webhook ends it. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  pausedUntil!: string | null;
  /** Until when messages are signed with the secret before, too. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  previousSecretUntil!: string | null;
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
}

export class WebhookWithSecretDto extends WebhookDto {
  /** Signs the messages (Standard Webhooks); it is shown this once. */
  secret!: string;
}

export class WebhookListDto {
  items!: WebhookDto[];
}

export class DeliveryAnswerDto {
  @ApiProperty({ type: String, format: 'date-time' })
  at!: string;
  /** Null: no answer came. */
  @ApiProperty({ type: 'integer', nullable: true })
  status!: number | null;
  @ApiProperty({ type: String, nullable: true })
  error!: string | null;
  @ApiProperty({ type: 'integer' })
  tookMs!: number;
}

export const DELIVERED_TYPES = [...EVENT_TYPES, 'webhook.ping'] as const;

export class DeliveryDto {
  id!: string;
  /** As the receiver sees it in `webhook-id`. */
  messageId!: string;
  @ApiProperty({ enum: DELIVERED_TYPES, enumName: 'DeliveredType' })
  type!: (typeof DELIVERED_TYPES)[number];
  @ApiProperty({ enum: ['waiting', 'delivered', 'failed'], enumName: 'DeliveryState' })
  state!: 'waiting' | 'delivered' | 'failed';
  /** Since it was sent, or sent again. */
  @ApiProperty({ type: 'integer' })
  attempts!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextAt!: string | null;
  /** The newest last. */
  answers!: DeliveryAnswerDto[];
  @ApiProperty({ type: String, format: 'date-time' })
  createdAt!: string;
}

export class DeliveryListDto {
  items!: DeliveryDto[];
  /** Hand it back as `cursor` for the next page; null at the end. */
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** What has happened, as a webhook's message has it and as `data` of an event of the stream. */
export class PipelineEventDto {
  @ApiProperty({ enum: EVENT_TYPES, enumName: 'EventType' })
  type!: string;
  @ApiProperty({ type: String, format: 'date-time' })
  timestamp!: string;
  /** Ids, names and `links`: paths of this service. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data!: Record<string, unknown>;
}
