import { valibotResolver } from '@hookform/resolvers/valibot'
import { useState, type ChangeEvent, type SubmitEvent } from 'react'
import { useForm, useWatch } from 'react-hook-form'
import * as v from 'valibot'
import { Button } from '../../ui/button'
import { TextField } from '../../ui/text-field'
import { FailureMessage } from './failure-message'
import { PasswordField } from './password-field'
import { SlowNotice } from './slow-notice'
import { useIsBlocked } from './use-is-blocked'
import type { SignIn } from './use-sign-in'
import { useTypedUsername } from './use-typed-username'

const Fields = v.object({
  username: v.pipe(v.string(), v.trim(), v.nonEmpty('Enter your username.')),
  password: v.pipe(v.string(), v.nonEmpty('Enter your password.')),
})

interface SignInFormProps {
  readonly signIn: SignIn
  readonly autoFocus: boolean
}

export function SignInForm({ signIn, autoFocus }: SignInFormProps) {
  const { username, keep } = useTypedUsername()
  const [isPasswordShown, setIsPasswordShown] = useState(false)
  const { register, handleSubmit, getValues, setValue, resetField, formState, control } = useForm({
    resolver: valibotResolver(Fields),
    defaultValues: { username, password: '' },
  })
  const { errors } = formState
  const isBlocked = useIsBlocked(signIn, useWatch({ control, name: 'username' }).trim())

  const submit = handleSubmit(async (credentials) => {
    const failed = await signIn.run(credentials)
    if (failed?.failure === 'invalid-credentials') resetField('password')
  }, signIn.forget)

  function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    // What a password manager put in, it may have told nobody.
    const typed = new FormData(event.currentTarget)
    for (const name of ['username', 'password'] as const) {
      const value = typed.get(name)
      if (typeof value === 'string' && value !== getValues(name)) setValue(name, value)
    }
    setIsPasswordShown(false)
    void submit(event)
  }

  return (
    // `noValidate`: the browser's own bubbles vanish after a moment, and say less. `post`: a password manager may send the
    // form past its script, and the password would stand in the address.
    <form noValidate method="post" className="grid gap-5" onSubmit={onSubmit}>
      <FailureMessage fieldErrors={errors} signIn={signIn} />
      <TextField
        label="Username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={autoFocus}
        error={errors.username?.message}
        {...register('username', { onChange: (event: ChangeEvent<HTMLInputElement>) => keep(event.target.value) })}
      />
      <PasswordField
        error={errors.password?.message}
        isShown={isPasswordShown}
        onToggle={() => setIsPasswordShown(!isPasswordShown)}
        {...register('password')}
      />
      <div className="grid">
        <Button
          type="submit"
          look="primary"
          busy={signIn.isBusy}
          blocked={isBlocked}
          // What it says then is news, and not to be dimmed.
          className="min-h-11 aria-busy:opacity-100!"
        >
          {signIn.isBusy ? 'Signing in…' : 'Sign in'}
        </Button>
        <SlowNotice isBusy={signIn.isBusy} />
      </div>
    </form>
  )
}
