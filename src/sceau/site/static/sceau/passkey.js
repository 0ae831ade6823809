// Each button with data-passkey calls what django-allauth ships for it; what goes wrong is said on the page.
(function () {
  const said = document.getElementById('passkey_failed')
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    if (said) {
      said.hidden = false
      said.focus()
    }
  })
  document.querySelectorAll('[data-passkey]').forEach(function (button) {
    if (!window.webauthnJSON || !window.webauthnJSON.supported()) {
      button.disabled = true
      if (said) said.hidden = false
      return
    }
    const asked = button.dataset
    const ids = { credential: asked.credential }
    ids[{ loginForm: 'login', addForm: 'add', authenticateForm: 'authenticate' }[asked.passkey]] = button.id
    if (asked.passwordless) ids.passwordless = asked.passwordless
    if (document.getElementById('js_data')) ids.data = 'js_data'
    window.allauth.webauthn.forms[asked.passkey]({ ids })
  })
})()
