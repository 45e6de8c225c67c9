using System.Collections.Frozen;

namespace Webmail.Mail.Mailboxes;

/// <summary>
/// Guesses what mailboxes are for by their names, for the uses the server announces no mailbox for (RFC 6154). Only the user's own
/// mailboxes at the top or right under INBOX are considered.
/// </summary>
internal static class SpecialUseGuesser
{
    // The names that mail programs give, in their languages; compared without case. The first that exists wins.
    private static readonly (SpecialUse Use, string[] Names)[] Table =
    [
        (SpecialUse.Sent,
        [
            "Sent", "Sent Messages", "Sent Items", "Sent Mail", "Sent-Mail", "sent_mail", "Outbox.Sent", "送信済み", "送信済みメール",
            "送信済みアイテム", "送信済みトレイ", "送信済メール", "送信控え", "已发送", "已发送邮件", "已傳送", "寄件備份", "寄件備份匣", "보낸편지함",
            "보낸 편지함", "Gesendet", "Gesendete Objekte", "Gesendete Elemente", "Gesendete Nachrichten", "Envoyés", "Messages envoyés",
            "Éléments envoyés", "Objets envoyés", "Courrier envoyé", "Enviados", "Elementos enviados", "Mensajes enviados",
            "Correo enviado", "Itens enviados", "Mensagens enviadas", "Inviati", "Posta inviata", "Inviata", "Messaggi inviati",
            "Verzonden", "Verzonden items", "Verzonden berichten", "Skickat", "Skickade", "Skickade objekt", "Sendt", "Sendte elementer",
            "Sendt post", "Lähetetyt", "Wysłane", "Elementy wysłane", "Odeslané", "Odeslaná pošta", "Odoslané", "Elküldött",
            "Elküldött elemek", "Trimise", "Отправленные", "Надіслані", "Изпратени", "Poslano", "Poslato", "Gönderilmiş Öğeler",
            "Gönderilenler", "Gönderilmiş", "Απεσταλμένα", "נשלחו", "דואר שנשלח", "البريد المرسل", "المرسلة", "ส่งแล้ว", "Đã gửi", "Terkirim",
            "Saadetud", "Nosūtītie", "Išsiųsti", "Enviats",
        ]),
        (SpecialUse.Drafts,
        [
            "Drafts", "Draft", "下書き", "下書きトレイ", "草稿", "草稿箱", "임시보관함", "임시 보관함", "Entwürfe", "Entwurf", "Brouillons", "Brouillon",
            "Borradores", "Borrador", "Rascunhos", "Rascunho", "Bozze", "Concepten", "Utkast", "Kladder", "Kladde", "Luonnokset",
            "Wersje robocze", "Szkice", "Kopie robocze", "Koncepty", "Rozepsané", "Rozpísané", "Piszkozatok", "Ciorne", "Schițe",
            "Черновики", "Чернетки", "Чернови", "Skice", "Osnutki", "Nacrti", "Taslaklar", "Πρόχειρα", "טיוטות", "المسودات", "مسودات",
            "แบบร่าง", "ร่าง", "Thư nháp", "Bản nháp", "Draf", "Konsep", "Mustandid", "Melnraksti", "Juodraščiai", "Esborranys",
        ]),
        (SpecialUse.Trash,
        [
            "Trash", "Deleted Messages", "Deleted Items", "Deleted", "Bin", "Rubbish", "Wastebasket", "ゴミ箱", "ごみ箱", "削除済みアイテム",
            "削除済み", "已删除", "已删除邮件", "废件箱", "垃圾桶", "刪除的郵件", "휴지통", "지운편지함", "Papierkorb", "Gelöscht", "Gelöschte Objekte",
            "Gelöschte Elemente", "Corbeille", "Éléments supprimés", "Messages supprimés", "Papelera", "Elementos eliminados", "Lixeira",
            "Lixo", "Itens excluídos", "Itens eliminados", "Cestino", "Posta eliminata", "Elementi eliminati", "Prullenbak",
            "Verwijderde items", "Verwijderd", "Papperskorgen", "Borttagna objekt", "Papirkurv", "Slettet post", "Slettede elementer",
            "Søppel", "Roskakori", "Poistetut", "Kosz", "Elementy usunięte", "Koš", "Kôš", "Odstraněná pošta", "Kuka", "Lomtár",
            "Törölt elemek", "Coș de gunoi", "Coș", "Удаленные", "Удалённые", "Корзина", "Видалені", "Кошик", "Кошче", "Smeće", "Koš za smeti",
            "Çöp Kutusu", "Çöp", "Silinmiş Öğeler", "Κάδος απορριμμάτων", "Διαγραμμένα", "אשפה", "פריטים שנמחקו", "סל המחזור", "المهملات",
            "سلة المهملات", "ถังขยะ", "Thùng rác", "Sampah", "Tempat Sampah", "Prügikast", "Atkritne", "Šiukšlinė", "Paperera",
        ]),
        (SpecialUse.Junk,
        [
            "Junk", "Spam", "Junk E-mail", "Junk Email", "Junk Mail", "Bulk Mail", "Bulk", "Quarantine", "迷惑メール", "迷惑メールフォルダ", "スパム",
            "垃圾邮件", "垃圾郵件", "广告邮件", "스팸메일함", "스팸", "정크 메일", "Spamverdacht", "Junk-E-Mail", "Werbung", "Unerwünscht", "Indésirables",
            "Courrier indésirable", "Pourriel", "Correo no deseado", "No deseado", "Correo basura", "Lixo eletrônico", "Lixo Eletrónico",
            "Posta indesiderata", "Indesiderata", "Ongewenste e-mail", "Ongewenst", "Skräppost", "Skräp", "Uønsket e-post", "Uønsket",
            "Uønsket mail", "Roskaposti", "Wiadomości-śmieci", "Niechciane", "Nevyžádaná pošta", "Nevyžiadaná pošta", "Levélszemét",
            "Спам", "Нежелательная почта", "Небажана пошта", "Нежелана поща", "Neželjeno", "Nezaželena pošta", "Önemsiz", "Gereksiz",
            "İstenmeyen", "Ανεπιθύμητα", "Ανεπιθύμητη αλληλογραφία", "דואר זבל", "ספאם", "البريد غير الهام", "غير مرغوب", "อีเมลขยะ", "จดหมายขยะ",
            "Thư rác", "Rämpspost", "Surogātpasts", "Šlamštas", "Correu brossa",
        ]),
        (SpecialUse.Archive,
        [
            "Archive", "Archives", "Archived", "アーカイブ", "保管", "归档", "存档", "封存", "보관함", "보관", "Archiv", "Archivé", "Archivio", "Archivo",
            "Archivados", "Arquivo", "Arquivados", "Archief", "Arkiv", "Arkisto", "Archiwum", "Archív", "Archívum", "Arhivă", "Архив", "Архів",
            "Arhiva", "Arhiv", "Arşiv", "Αρχειοθήκη", "Αρχείο", "ארכיון", "الأرشيف", "أرشيف", "ที่เก็บถาวร", "Lưu trữ", "Arsip", "Arhiiv", "Arhīvs",
            "Archyvas", "Arxiu",
        ]),
    ];

    private static readonly FrozenDictionary<string, (SpecialUse Use, int Rank)> ByName = Table
        .SelectMany(static row => row.Names.Select((name, rank) => KeyValuePair.Create(name, (row.Use, rank))))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The same mailboxes; one each has a guessed use where no mailbox of that use was announced.</summary>
    public static IReadOnlyList<Mailbox> Guess(IReadOnlyList<Mailbox> mailboxes)
    {
        var announced = mailboxes.Select(static mailbox => mailbox.SpecialUse).ToHashSet();
        var guesses = mailboxes
            .Where(IsCandidate)
            .Select(static mailbox => (mailbox.Name, Guess: ByName.GetValueOrDefault(mailbox.DisplayName.Trim())))
            .Where(found => found.Guess.Use != SpecialUse.None && !announced.Contains(found.Guess.Use))
            .GroupBy(static found => found.Guess.Use)
            .ToDictionary(static uses => uses.MinBy(static found => found.Guess.Rank).Name, static uses => uses.Key);
        return guesses.Count == 0 ? mailboxes
            : [.. mailboxes.Select(mailbox => guesses.TryGetValue(mailbox.Name, out var use) ? mailbox with { SpecialUse = use } : mailbox)];
    }

    private static bool IsCandidate(Mailbox mailbox) => mailbox is
    { SpecialUse: SpecialUse.None, Selectable: true, Namespace: MailboxNamespace.Personal }
        && (mailbox.Parent is null || mailbox.Parent.Value.IsInbox);
}
