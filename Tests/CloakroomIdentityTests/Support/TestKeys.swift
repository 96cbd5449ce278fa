/// Keys made for these tests, and tokens that other software (OpenSSL and Python's hmac) signed with them.
enum TestKeys {
    static let secret = "nodeauthsecret"

    /// Claims: `_id` of 24 times `a`, `sub` user, `aud` https://tiledesk.com.
    static let foreignTokens: [String: String] = [
        "HS256": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJfaWQiOiJhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWEiLCJlbWFpbCI6ImF"
            + "kYUBleGFtcGxlLm9yZyIsImF1ZCI6Imh0dHBzOi8vdGlsZWRlc2suY29tIiwic3ViIjoidXNlciIsImlhdCI6MTcwMDAwMDA"
            + "wMH0.R-1l1yjV47a86MTruOT83CqO_jiJDF0G4UZlY6jvfUo",
        "HS384": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzM4NCJ9.eyJfaWQiOiJhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWEiLCJlbWFpbCI6ImF"
            + "kYUBleGFtcGxlLm9yZyIsImF1ZCI6Imh0dHBzOi8vdGlsZWRlc2suY29tIiwic3ViIjoidXNlciIsImlhdCI6MTcwMDAwMDA"
            + "wMH0.8P177daLedAcC_cDsVSw_ynvSw9boUbwZPkkWpBq6OsFtVV3P9Js12KigYWJ9XGC",
        "HS512": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.eyJfaWQiOiJhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWEiLCJlbWFpbCI6ImF"
            + "kYUBleGFtcGxlLm9yZyIsImF1ZCI6Imh0dHBzOi8vdGlsZWRlc2suY29tIiwic3ViIjoidXNlciIsImlhdCI6MTcwMDAwMDA"
            + "wMH0.kPZjyyhtYsoOY3P_qF1KMOzTIujqTOSBsBnIlwYz3w7NjPfu_sgdj19qzfvvzJM-ri5_gjpMk22_fI73spJ2bQ",
        "RS256": "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJfaWQiOiJhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWEiLCJlbWFpbCI6ImF"
            + "kYUBleGFtcGxlLm9yZyIsImF1ZCI6Imh0dHBzOi8vdGlsZWRlc2suY29tIiwic3ViIjoidXNlciIsImlhdCI6MTcwMDAwMDA"
            + "wMH0.TkV7ztLgeQK0P-B7uS2W1T_QwbVuhaZsLYZep-0PzsL5LYJZ_QLp2DLMboLnGAD7DEGGFXtOHyakiyEWsYvtNBEuLqI"
            + "tfd3CUlOk76mdbQXhC0CYFC6gimioo5VlOPbp7v3ylbj2R5jPxboEimGofR7Wnsey3tPm1LyaoQjfMJ5pKTZSyH4DmryUYBh"
            + "_C-uDskhY1I2_rKEKksFKc1yPrO7JaF5HqH0ycTcXnx7IsPKWDScnkzkFxHFoEZPfdhFee0agMqecFnO9vjknfBVefwqfE-S"
            + "kvCdhybJP8Z2XgwdUzY9Kw_aXvj-flRIPeoyxGmD9VkCPQB6aGG8G4lDCoQ",
        "ES256": "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJfaWQiOiJhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWEiLCJlbWFpbCI6ImF"
            + "kYUBleGFtcGxlLm9yZyIsImF1ZCI6Imh0dHBzOi8vdGlsZWRlc2suY29tIiwic3ViIjoidXNlciIsImlhdCI6MTcwMDAwMDA"
            + "wMH0.8vp4gAA84Axm4mGcGOhepKJcqI3qrsGl2SWpoLMJCYeGbBzh9NKYbR8tJrt5B4G7X2akPdNbIx-Lv9B8rimIAw",
    ]

    static let rsaPublic = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA9Quk7j4EVdlProBpoKuW
        4GyC7lExJKOpA4ymeUxYbP73LZ++IcwTo2AvJgJLzcVVwXUnpluRT1CXuOqneVBl
        peqxPQWWkWBA+fdmJNm7+FNmEqYtwD1QDsmeyewKOgjPMbJw2fKYxEdt+VQbm9YE
        ENkOHsWC6YcKR+mHWjzO/Gp+xZ6l0mHMlwvRFIKF/da/aznrMAUHemqM5T5pUfYj
        SwNWqAZUAUu4k/Oz1Mav1nZJRHU3IOJfT9CzGkSng3H+Vu0BmvLIN4NVsBxdkW1L
        RWO48OFOfgmmak3Kw1bBiZqhELY9GKUb1jyzLsnXCG7qDP4dl3bwvfrUqvpeiYWp
        EQIDAQAB
        -----END PUBLIC KEY-----
        """

    static let rsaPrivate = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQD1C6TuPgRV2U+u
        gGmgq5bgbILuUTEko6kDjKZ5TFhs/vctn74hzBOjYC8mAkvNxVXBdSemW5FPUJe4
        6qd5UGWl6rE9BZaRYED592Yk2bv4U2YSpi3APVAOyZ7J7Ao6CM8xsnDZ8pjER235
        VBub1gQQ2Q4exYLphwpH6YdaPM78an7FnqXSYcyXC9EUgoX91r9rOeswBQd6aozl
        PmlR9iNLA1aoBlQBS7iT87PUxq/WdklEdTcg4l9P0LMaRKeDcf5W7QGa8sg3g1Ww
        HF2RbUtFY7jw4U5+CaZqTcrDVsGJmqEQtj0YpRvWPLMuydcIbuoM/h2XdvC9+tSq
        +l6JhakRAgMBAAECggEAS/waXo34hi5mmPPUzS+oD1tWllOy62ucYy9gB8j2uoWt
        XAZmzNAdXtHajOy1WM9SMjUD4IAQZQnWok6RM/sMKhDGeOecsuOoAlsG33Js6Snj
        QvEoyq24f31hsbdxzGEi7oQonkyttl936JJ+JSqOBDNqP3x7hbKMK5Rsljy46mf4
        JjYoF+uLkhvSggWnXss+F/2VrShyo5xacWYb3uo8Kfta6FPkYPHFI+UIQmKVMvcf
        HEaMar1ZDcAsYY6llbZXBfbARLod4+YK5qerTPrJlUq/pSPNYwWoZX3VOUDbWPQx
        yKrcmuwSo1cRO62FeW4s8T3XyVwJqE6DuUl9lPGW6QKBgQD7pRL4NgGB1m5pyXRN
        AyxVv4tcBECf1UgzoAjvp5c0x9a5Mp4MQCQiRCcatmW+x114XIhX6QQDYYYo3Ud7
        AsuVPZ6ZJ3bpy9qw56UygL4h0cl3kgj5StgLIRb07MNPcV0pisRmVt6q4zyIbI3K
        PoAO8uj+hNscboX0K/1i+wVMewKBgQD5SVTZ87RSVxvFS5uYiShFzbLFWs20Qql9
        mo96j0KmZ0PVRKVrCpG0bFeeZEHbZcLz4iKG+KisKTsEwwkGp/RG7nQYiogn6Y5O
        NNgxOshsvqcEYFaml7TGmxfP4O4JfXOgIC0uSO82E860CJFX9PG5LCMQ7GqPwI1K
        NtD1Bp0I4wKBgGS1Z6YWVvwTSRTlHrpDbtbSVX955DMTNFYU0f63X3gsEe8EJuRY
        Nx3PkKbMIGP9fZbR0W79PjHsMbjg9d5w+/C6PGKmvJxMjTUHP8G6bF00jCBiPV0n
        atbpYzqaFoAQqmwZsQgT9AEH+A3RA93QrYdOB5j0qovyX4GcqUeXlkNJAoGAa3S6
        yMCOaDf4VpGC3ruwynYiq4O6zAs4OFZZpsD+P/Cfgtz2WS/TIuzY0APzh3lUEgDW
        VUv2mU+kiybvSxk26SR8kt+UVXAN0ZRh5MasAoQkRnSopWMbn8jW+NrCgQC8yLdW
        Am+Z/buIDH7s9/c0A1gNPYxLWu/rd6QtapGRO3UCgYEA0mWUPFJ3dhSSEi4O2Tr2
        aD5FIuxdUJQE4raDLWG7lOBLN0Pww/lfw7CLUcGkxc5i1mGAxvcb5x2bHYZOlQoX
        dqyA4u3t0IY+9qnDjQwSCVIZYL5QJmMGoqqbilxh2XU00njPAGnb9iv83trTX2mi
        8VngXOu0gfweXpngjAm4RZY=
        -----END PRIVATE KEY-----
        """

    static let otherRSAPublic = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAs4jyInP+ghnXLf/nYpOW
        ScEUKxUqmcKZK/XvKdBmYUjAKj2qDrxTL7JD9YacklTE7NDZgnTcrOuSFDLBnJnU
        i47uJyWZoXR0GKIELL7bFkj0XDKibql/ceeI0aLudNWfRdsXQAz3sl5i+N71sRkv
        nDYq1+Or39Z4hHc1OBKEIsMertRbMK5o53AX1ZJbS1jbHySHjMp/4iETmH+Px84n
        SduGaMKSjBN50lz01A/NQuP6SQMG2G5HEkDsmGJX64oUmXx/tAZuit0b4g1rrFT8
        OIlkvjzcZsedF6WcptJK0uUfiPCZoGbT1cBGeMGykPSaZKcGdPhPcbIOEgjvnmFd
        xwIDAQAB
        -----END PUBLIC KEY-----
        """

    static let ecPublic = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAECJZ+lVeQXLgTZqTLZpnE2Zcr8QqY
        QB9fZ/maAVGSdHvZemsuboEApnmw1Josv2y/wVe4t/0kqshHXdAk3TaLaA==
        -----END PUBLIC KEY-----
        """

    static let ecPrivate = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbgyEjWXQtyggNq4b
        9lqIHctmadAW9g8vCt+wxeOWURChRANCAAQIln6VV5BcuBNmpMtmmcTZlyvxCphA
        H19n+ZoBUZJ0e9l6ay5ugQCmebDUmiy/bL/BV7i3/SSqyEdd0CTdNoto
        -----END PRIVATE KEY-----
        """
}
