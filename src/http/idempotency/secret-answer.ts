import { SetMetadata } from '@nestjs/common';

export const SECRET_ANSWER = 'kaimen:secret-answer';

/** The answer of the handler holds a secret, which is told once: it is not kept for who asks again. */
export const SecretAnswer = (): MethodDecorator => SetMetadata(SECRET_ANSWER, true);
