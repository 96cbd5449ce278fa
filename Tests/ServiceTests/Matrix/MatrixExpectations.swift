/// What the contract and the design give to whom. `Person` tells what the columns stand for.
///
/// 400 malformed, 401 proves nothing (or no member of a bot's project), 403 may not send this, 404 not there or not for
/// you.
enum MatrixExpectations {
    /// Uploads to P. Who is no member of a bot's project gets 401 there: the contract's word.
    static let sending = StatusTable(
        """
                               non bad old gst usr mat agt sup adm own bot sub ext two 2/P 2/Q Qow Qgs Qbo
        POST chat              401 401 401 201 201 201 201 201 201 201 201 201 201 201 201 403 403 403 403
        POST asset             401 401 401 403 403 403 403 403 201 201 201 201 403 201 201 403 403 403 403
        POST photo             401 401 401 403 403 403 201 201 201 201 201 201 403 201 403 403 403 403 403
        PUT photo              401 401 401 403 403 403 201 201 201 201 201 201 403 201 403 403 403 403 403
        photo of a bot of P    401 401 401 403 403 403 403 403 201 201 403 403 403 201 201 403 403 403 403
        photo of a bot of Q    401 401 401 403 403 403 401 401 401 401 401 401 403 201 401 403 403 403 403
        photo of one's own id  401 401 401 403 403 403 404 404 404 404 201 404 403 404 404 403 403 403 403
        photo of no bot        401 401 401 403 403 403 404 404 404 404 404 404 403 404 404 403 403 403 403
        photo of ../../bot     401 401 401 403 403 403 404 404 404 404 404 404 403 404 404 403 403 403 403
        chat, no such project  400
        chat, project zz       400
        """)

    /// Reading with CLOAKROOM_READS=private, wherever it is asked.
    static let reading = StatusTable(
        """
                                 non bad old gst usr mat agt sup adm own bot sub ext two 2/P 2/Q Qow Qgs Qbo
        own chat file            401 401 401 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
        chat file of P           401 401 401 200 200 200 200 200 200 200 200 200 200 200 200 404 404 404 404
        asset of P               401 401 401 200 200 200 200 200 200 200 200 200 200 200 200 404 404 404 404
        its thumbnail            401 401 401 200 200 200 200 200 200 200 200 200 200 200 200 404 404 404 404
        chat file of Q           401 401 401 404 404 404 404 404 404 404 404 404 404 200 404 200 200 200 200
        asset of Q               401 401 401 404 404 404 404 404 404 404 404 404 404 200 404 200 200 200 200
        own avatar               401 401 401 404 404 404 200 200 200 200 200 200 404 200 200 200 200 404 200
        own avatar's thumbnail   401 401 401 404 404 404 200 200 200 200 200 200 404 200 200 200 200 404 200
        avatar of another        401 401 401 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
        that avatar's thumbnail  401 401 401 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
        avatar of a bot of P     401 401 401 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
        avatar of a bot of Q     401 401 401 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
        avatar never sent        401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        legacy in P              401 401 401 200 200 200 200 200 200 200 200 200 200 200 200 404 404 404 404
        legacy in Q              401 401 401 404 404 404 404 404 404 404 404 404 404 200 404 200 200 200 200
        own legacy               401 401 401 200 200 200 200 200 200 200 200 200 404 200 404 404 200 200 200
        legacy of another        401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        legacy avatar            401 401 401 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
        legacy elsewhere         401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        expired                  401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        deleted                  401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        missing                  401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        missing beside a file    401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        outside of the store     401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        """)

    /// Reading with CLOAKROOM_READS=capability at the root: who asks makes no difference. (Those who prove nothing ask for
    /// a guest's own things.) In a project the same holds for everybody who proves to be somebody.
    static let openReading = StatusTable(
        """
                                 non bad old gst usr mat agt sup adm own bot sub ext two 2/P 2/Q Qow Qgs Qbo
        own chat file            200
        chat file of P           200
        asset of P               200
        its thumbnail            200
        chat file of Q           200
        asset of Q               200
        own avatar               404 404 404 404 404 404 200 200 200 200 200 200 404 200 200 200 200 404 200
        own avatar's thumbnail   404 404 404 404 404 404 200 200 200 200 200 200 404 200 200 200 200 404 200
        avatar of another        200
        that avatar's thumbnail  200
        avatar of a bot of P     200
        avatar of a bot of Q     200
        avatar never sent        404
        legacy in P              200
        legacy in Q              200
        own legacy               200
        legacy of another        200
        legacy avatar            200
        legacy elsewhere         200
        expired                  404
        deleted                  404
        missing                  404
        missing beside a file    404
        outside of the store     404
        """)

    /// Deleting, wherever it is asked and however files are read. A thumbnail goes with its picture, not by itself.
    static let deleting = StatusTable(
        """
                                 non bad old gst usr mat agt sup adm own bot sub ext two 2/P 2/Q Qow Qgs Qbo
        own chat file            401 401 401 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200 200
        chat file of P           401 401 401 404 404 404 404 404 200 200 404 404 404 200 200 404 404 404 404
        asset of P               401 401 401 404 404 404 404 404 200 200 404 404 404 200 200 404 404 404 404
        its thumbnail            401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        chat file of Q           401 401 401 404 404 404 404 404 404 404 404 404 404 200 404 200 200 404 404
        asset of Q               401 401 401 404 404 404 404 404 404 404 404 404 404 200 404 200 200 404 404
        own avatar               401 401 401 404 404 404 200 200 200 200 200 200 404 200 404 404 200 404 200
        own avatar's thumbnail   401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        avatar of another        401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        that avatar's thumbnail  401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        avatar of a bot of P     401 401 401 404 404 404 404 404 200 200 404 404 404 200 200 404 404 404 404
        avatar of a bot of Q     401 401 401 404 404 404 404 404 404 404 404 404 404 200 404 200 200 404 404
        avatar never sent        401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        legacy in P              401 401 401 404 404 404 404 404 200 200 404 404 404 200 200 404 404 404 404
        legacy in Q              401 401 401 404 404 404 404 404 404 404 404 404 404 200 404 200 200 404 404
        own legacy               401 401 401 200 200 200 200 200 200 200 200 200 404 200 404 404 200 200 200
        legacy of another        401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        legacy avatar            401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        legacy elsewhere         401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        expired                  401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        deleted                  401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        missing                  401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        missing beside a file    401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        outside of the store     401 401 401 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404 404
        """)

    static func reading(_ thing: Thing, by person: Person, _ place: Place) -> Int? {
        if place == .openInP, person.isUnknown { return 401 }
        return (place.isOpen ? openReading : reading)[thing.rawValue, person.rawValue]
    }
}
